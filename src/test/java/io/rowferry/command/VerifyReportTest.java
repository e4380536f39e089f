package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What verify writes into files. */
class VerifyReportTest {
    private static final String TAG = "<script>alert('x')</script> & \"more\"";

    @TempDir
    private Path folder;

    /** Two tables, of which one differs in a value, in NULL against '', and by a row on each side. */
    private Scenario compared() throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        for (TestDatabase each : List.of(source, target)) {
            each.execute(
                    "create table customers (id int primary key, name varchar(60))",
                    "create table orders (id int primary key, region varchar(10), note varchar(60))");
        }
        source.execute(
                "insert into customers values (1, 'Ann')",
                "insert into orders select i, case when i % 2 = 0 then 'EU' else 'CN' end, 'n' || i"
                        + " from generate_series(1, 200) i");
        Scenario job = Scenario.between(folder, source, target, "customers", "orders")
                .setting("verify: {group-by: {orders: region}, settle: 1s}");
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        target.execute("delete from orders where id = 7", "insert into orders values (201, 'EU', 'x')");
        source.execute(
                "update orders set note = '" + TAG.replace("'", "''") + "' where id = 90",
                "update orders set note = null where id = 150");
        target.execute("update orders set note = '' where id = 150");
        return job;
    }

    @Test
    void a_page_shows_which_tables_differ_and_where_and_needs_nothing_else() throws Exception {
        Path page = folder.resolve("report.html");

        CommandRun run = compared().run("verify", "--report", page.toString());

        assertThat(run.exitCode()).as(run.err()).isEqualTo(3);
        String html = Files.readString(page);
        assertThat(html)
                .contains("<title>crm: 1 of 2 tables are equal; 4 rows differ</title>")
                .contains("&lt;script&gt;alert('x')&lt;/script&gt; &amp; &quot;more&quot;")
                .doesNotContain("<script", "http:", "https:", "url(", "src=");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(page)))
                .isEqualTo("rw-------");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(file -> file.getFileName().toString().startsWith(".rowferry")))
                    .isEmpty();
        }
    }

    @Test
    void a_browser_shows_the_page_as_it_is_meant() throws Exception {
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "there is no Chromium");
        Path page = folder.resolve("report.html");
        compared().run("verify", "--report", page.toString());

        String shown = rendered(browser.get(), page);

        assertThat(shown)
                .contains("<td class=\"verdict equal\">equal</td>", "<td class=\"verdict different\">different</td>")
                .contains("<i>NULL</i>", "<i>empty text</i>")
                .contains("alert('x')&lt;/script&gt;")
                .contains("Rows by group", "Where rows differ, in the order of id", "Some of the rows");
    }

    /** The page as the browser has read it, with all scripts that were in it run. */
    private String rendered(Path browser, Path page) throws IOException, InterruptedException {
        Path out = folder.resolve("dom.html");
        Process process = new ProcessBuilder(
                        browser.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("browser"),
                        "--dump-dom",
                        page.toUri().toString())
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        assertThat(process.waitFor()).isZero();
        return Files.readString(out, StandardCharsets.UTF_8);
    }

    private static Optional<Path> browser() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .flatMap(folder -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    @Test
    void a_line_a_table_for_spreadsheets() throws Exception {
        Path lines = folder.resolve("report.csv");

        compared().run("verify", "--report", lines.toString());

        assertThat(Files.readString(lines)
                        .replaceAll("\\d{4}-\\d\\d-[0-9:.T-]+Z", "THEN")
                        .replaceAll(",\\d+,(THEN)?\n", ",MS,$1\n"))
                .isEqualTo(
                        "table,verdict,sourceRows,targetRows,missing,extra,changed,newerOnTarget,rejected,allowed,settling,"
                                + "comparedBy,complete,elapsedMs,provenEqual\n"
                                + "customers,equal,1,1,0,0,0,0,0,0,0,checksum,true,MS,THEN\n"
                                + "orders,different,200,200,1,1,2,0,0,0,0,rows,true,MS,\n");
    }

    @Test
    void a_file_that_cannot_be_written_is_told_before_anything_is_compared() throws Exception {
        Path nowhere = folder.resolve("nowhere");

        CommandRun run = compared().run("verify", "--report", nowhere + "/report.html");

        assertThat(run)
                .isEqualTo(new CommandRun(
                        2,
                        "",
                        "The report " + nowhere + "/report.html cannot be written: there is no folder " + nowhere
                                + ".\nName a file in a folder that is there and may be written.\n"));
    }
}
