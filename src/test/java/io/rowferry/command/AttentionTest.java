package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.rowferry.ExitCode;
import io.rowferry.job.Job;
import io.rowferry.job.JobFile;
import io.rowferry.servers.Beside;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The command of {@code on-attention:}, a real script that writes down what it gets. */
@Beside
class AttentionTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void people_are_called_when_rows_were_rejected() throws SQLException, IOException {
        Scenario scenario = calling(scenario());
        new JobQueue(scenario).send(ForeignMessage.rows("bad").property("rf_rows", 7));

        CommandRun run = scenario.run("apply", "--until-idle", "1s");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
        assertThat(run.err()).endsWith("the script was here\n");
        assertThat(run.out()).doesNotContain("{").doesNotContain("the script");
        assertThat(got("exitCode").intValue()).isEqualTo(4);
        assertThat(got("command").textValue()).isEqualTo("apply");
        assertThat(got("status").textValue()).isEqualTo("rejected");
        assertThat(got("messages").get("deadLettered").intValue()).isEqualTo(1);
        assertThat(environment())
                .contains("ROWFERRY_JOB=crm", "ROWFERRY_COMMAND=apply", "ROWFERRY_EXIT_CODE=4")
                .noneMatch(line -> line.contains("SharedAccessKey"));
    }

    @Test
    void they_get_the_document_that_the_run_prints() throws SQLException, IOException {
        TestDatabase target = Servers.postgres().freshDatabase();
        target.execute("create table orders (id int primary key, note varchar(3))");
        Scenario scenario = calling(Scenario.between(folder, source(), target, "orders"));

        CommandRun run = scenario.run("full-sync", "--output", "json", "-q");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
        assertThat(new ObjectMapper().readTree(run.out())).isEqualTo(document());
        assertThat(environment()).contains("ROWFERRY_COMMAND=full-sync");
    }

    @Test
    void people_are_called_when_a_run_is_refused() throws SQLException, IOException {
        Scenario scenario = calling(scenario());
        new JobQueue(scenario).send(ForeignMessage.rows("other").property("rf_job", "erp"));

        CommandRun run = scenario.run("apply", "--until-idle", "1s");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(6);
        assertThat(got("exitCode").intValue()).isEqualTo(6);
        assertThat(got("error").get("what").textValue()).contains("a batch of job erp");
        assertThat(environment()).contains("ROWFERRY_EXIT_CODE=6");
    }

    @ParameterizedTest
    @ValueSource(strings = {"full-sync", "incremental", "apply --outage-wait 1s", "verify"})
    void people_are_called_when_something_cannot_be_reached(String line) throws IOException {
        String command = line.split(" ", 2)[0];
        CommandRun run = CommandRun.of((line + " " + unreachable(script())).split(" ", -1));

        assertThat(run.exitCode()).as(run.err()).isEqualTo(8);
        assertThat(run.err()).endsWith("the script was here\n");
        assertThat(got("job").textValue()).isEqualTo("far-away");
        assertThat(got("status").textValue()).isEqualTo("failed");
        assertThat(environment())
                .contains("ROWFERRY_JOB=far-away", "ROWFERRY_COMMAND=" + command, "ROWFERRY_EXIT_CODE=8")
                .noneMatch(variable -> variable.contains("hunter2"));
    }

    @Test
    void a_command_that_fails_is_told_and_changes_nothing() throws IOException {
        Path job = unreachable("echo cannot; exit 3");

        CommandRun run = CommandRun.of("verify", job.toString());

        assertThat(run.exitCode()).isEqualTo(8);
        assertThat(run.err()).endsWith("cannot\nthe command of on-attention: in " + job + " ended with exit code 3\n");
    }

    @Test
    void nobody_is_called_when_all_is_well_or_nothing_was_to_be_done() throws SQLException, IOException {
        Scenario scenario = calling(scenario());
        Path far = unreachable(script());

        assertThat(scenario.run("full-sync", "-q").exitCode()).isZero();
        assertThat(scenario.run("verify").exitCode()).isZero();
        assertThat(CommandRun.of("full-sync", far.toString(), "--dry-run").exitCode())
                .isEqualTo(8);
        assertThat(CommandRun.of("status", far.toString()).exitCode()).isEqualTo(8);

        assertThat(folder.resolve("document")).doesNotExist();
    }

    @Test
    void the_same_end_of_a_round_is_told_once_in_ten_minutes() throws IOException {
        Job job = JobFile.read(unreachable("cat >> " + folder.resolve("calls")), Map.of());
        AtomicLong now = new AtomicLong();
        Attention attention = new Attention(
                job, "incremental", new PrintWriter(new StringWriter()), Duration.ofSeconds(60), now::get);

        attention.call(ExitCode.REJECTED, out -> out.print("4 "));
        attention.call(ExitCode.REJECTED, out -> out.print("again "));
        attention.call(ExitCode.OUTAGE, out -> out.print("8 "));
        attention.call(ExitCode.STOPPED, out -> out.print("5 "));
        now.set(Duration.ofMinutes(10).toNanos());
        attention.call(ExitCode.REJECTED, out -> out.print("later "));

        assertThat(folder.resolve("calls")).hasContent("4 8 later ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"incremental --every 1s", "apply --follow"})
    void people_are_called_when_an_outage_is_waited_out(String line) throws IOException {
        String[] words = line.split(" ", 2);
        Path job = unreachable(script());
        StringWriter err = new StringWriter();
        CompletableFuture<Integer> code = new CompletableFuture<>();
        Thread run = new Thread(() -> code.complete(Main.run(
                (words[0] + " " + job + " " + words[1]).split(" "),
                new PrintWriter(new StringWriter()),
                new PrintWriter(err, true),
                Map.of())));
        run.start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!err.toString().contains("the script was here")) {
            assertThat(System.nanoTime()).as(err.toString()).isLessThan(end);
            LockSupport.parkNanos(10_000_000);
        }
        run.interrupt();

        assertThat(code.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(130);
        assertThat(got("exitCode").intValue()).isEqualTo(8);
    }

    private String script() throws IOException {
        Path script = Files.writeString(
                folder.resolve("script"),
                "cat > " + folder.resolve("document") + "\nenv > " + folder.resolve("environment")
                        + "\necho the script was here\n");
        return "sh " + script;
    }

    private JsonNode document() throws IOException {
        return new ObjectMapper().readTree(Files.readString(folder.resolve("document")));
    }

    private JsonNode got(String field) throws IOException {
        return document().get(field);
    }

    private List<String> environment() throws IOException {
        return Files.readAllLines(folder.resolve("environment"));
    }

    private Scenario calling(Scenario scenario) throws IOException {
        return scenario.setting("on-attention: " + script());
    }

    private Scenario scenario() throws SQLException, IOException {
        TestDatabase target = Servers.postgres().freshDatabase();
        target.execute("create table orders (id int primary key, note varchar(200))");
        return Scenario.between(folder, source(), target, "orders");
    }

    private static TestDatabase source() throws SQLException {
        TestDatabase source = Servers.postgres().freshDatabase();
        source.execute(
                "create table orders (id int primary key, note varchar(200))",
                "insert into orders values (1, 'one'), (2, 'twenty')");
        return source;
    }

    private Path unreachable(String command) throws IOException {
        String endpoint = "{url: 'jdbc:postgresql://127.0.0.1:1/crm', user: u, password: hunter2}\n";
        return Files.writeString(
                folder.resolve("far-away.yaml"),
                "job: far-away\nsource: " + endpoint + "target: " + endpoint
                        + "bus: {connection: '" + SharedBroker.connection() + "'}\n"
                        + "on-attention: " + command + "\ntables:\n  - {table: orders, watermark: at}\n");
    }
}
