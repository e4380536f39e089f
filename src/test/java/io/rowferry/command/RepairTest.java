package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What verify --repair mends, what it leaves, and what it refuses. */
@Beside
class RepairTest {
    private static final String ORDERS = "{table: orders, watermark: updated_at}";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init") // every test begins with start
    private TestDatabase source;

    @SuppressWarnings("NullAway.Init")
    private TestDatabase target;

    private Scenario start(Engine engine, String... entries) throws SQLException, IOException {
        source = Servers.postgres().freshDatabase();
        target = Servers.of(engine).freshDatabase();
        source.execute(
                "create table orders (id int primary key, amount decimal(10,2), updated_at timestamp(6))",
                "insert into orders select i, i, '2026-01-01'::timestamp + i * interval '1 s' from generate_series(1, 300) i");
        target.execute("create table orders (id int primary key, amount decimal(10,2), updated_at "
                + engine.type("timestamp(6)", "datetime(6)") + ")");
        Scenario job = Scenario.between(folder, source, target, entries).setting("verify: {settle: 0s}");
        assertThat(job.sync().exitCode()).isZero();
        return job;
    }

    @Test
    void whereNoBeforeImageCanBeWrittenNothingIsDone() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, ORDERS);
        Files.writeString(folder.resolve("home"), "a file, and no folder");

        CommandRun run = repair(job);

        assertThat(run.exitCode()).isEqualTo(8);
        assertThat(run.err())
                .contains("cannot make the folder " + folder.resolve("home"))
                .contains("that this user may write there");
    }

    /** Which the ledger did not know before the repair had sent it. */
    @Test
    void L13_whatTheTargetRefusesOfARepairIsNamedAsSuch() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, ORDERS);
        target.execute("delete from orders where id in (13, 14)", "alter table orders add check (amount <> 13)");

        CommandRun run = repair(job);

        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
        assertThat(run.out())
                .contains("\"missing\":1,")
                .contains("\"rejected\":1,")
                .contains("rejected: constraint");
    }

    /** Types that are not carried are not lost with the rows that only the target has. */
    @ParameterizedTest
    @EachEngine
    void L11_beforeImagesHaveAllColumns(Engine engine) throws Exception {
        Scenario job = start(engine, ORDERS);
        target.execute(
                "alter table orders add place point",
                "insert into orders values (999, 1, '2026-01-01', "
                        + (engine == Engine.POSTGRESQL ? "point(3, 4)" : "ST_PointFromText('POINT(3 4)')") + ")");

        CommandRun run = repair(job, "--delete-extra");

        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        Path image = Path.of(run.out().replaceFirst("(?s).*\"(/[^\"]*before-orders[^\"]*)\".*", "$1"));
        assertThat(Files.readString(image))
                .contains("\"place\"")
                .contains(engine == Engine.POSTGRESQL ? "(3,4)" : "00000000010100000000000000000008400000000000001040");
    }

    private static CommandRun repair(Scenario job, String... options) {
        return job.run(
                "verify",
                Stream.concat(Stream.of("--repair", "--output", "json", "-q"), Stream.of(options))
                        .toArray(String[]::new));
    }

    private List<String> row(int id) throws SQLException {
        return target.query("select amount, updated_at from orders where id = " + id).stream()
                .map(found -> found.get(0) + " " + found.get(1))
                .toList();
    }

    @ParameterizedTest
    @EachEngine
    void L4_itMendsWhatDiffersAndLeavesWhatIsNewer(Engine engine) throws SQLException, IOException {
        Scenario job = start(engine, ORDERS);
        target.execute(
                "update orders set amount = 0 where id in (1, 300)",
                "update orders set amount = 7, updated_at = '2025-01-01 00:00:00' where id = 2",
                "delete from orders where id = 150",
                "update orders set amount = 99, updated_at = '2027-01-01 00:00:00' where id = 4",
                "insert into orders values (0, 1, '2026-01-01 00:00:00')");

        CommandRun planned = repair(job, "--dry-run");
        assertThat(planned.exitCode()).as(planned.out() + planned.err()).isEqualTo(3);
        assertThat(planned.out())
                .contains(
                        "\"repair\":{\"done\":false,\"tables\":[{\"table\":\"orders\",\"send\":4,\"force\":0,\"delete\":0,"
                                + "\"leaveNewer\":1,\"leaveExtra\":1,\"applied\":0,");
        assertThat(row(1)).containsExactly("0.00 2026-01-01 00:00:01" + engine.type("", ".000000"));

        CommandRun mended = repair(job);
        assertThat(mended.exitCode()).as(mended.out() + mended.err()).isEqualTo(3);
        assertThat(mended.out())
                .contains("\"missing\":0,\"extra\":1,\"changed\":0,\"newerOnTarget\":1,\"verdict\":\"different\"")
                .contains("\"applied\":4,\"unchanged\":0,\"stale\":0,");
        assertThat(target.query("select amount from orders where id in (1, 2, 4, 150, 300) order by id"))
                .extracting(found -> found.get(0))
                .containsExactly("1.00", "2.00", "99.00", "150.00", "300.00");

        // The same row in the same second: the bus must not take it for the message before.
        target.execute("delete from orders where id = 150");
        assertThat(repair(job).out()).contains("\"applied\":1,");
        assertThat(row(150)).hasSize(1);

        CommandRun all = repair(job, "--force-source", "--delete-extra");
        assertThat(all.exitCode()).as(all.out() + all.err()).isZero();
        assertThat(all.out())
                .contains("\"send\":0,\"force\":1,\"delete\":1,")
                .contains("\"applied\":1,\"unchanged\":0,\"stale\":0,\"deleted\":1,");
        Path images = Path.of(all.out().replaceFirst("(?s).*\"beforeImages\":\\[\"([^\"]*)\"].*", "$1"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(images)))
                .isEqualTo("rw-------");
        assertThat(Files.readAllLines(images))
                .containsExactly(
                        "\"id\",\"amount\",\"updated_at\"",
                        "\"4\",\"99.00\",\"2027-01-01 00:00:00.000000\"",
                        "\"0\",\"1.00\",\"2026-01-01 00:00:00.000000\"");
        try (Stream<Path> left = Files.list(images.resolveSibling("."))) {
            assertThat(left).as("nothing but the images is left").hasSize(1);
        }
        assertThat(job.verify().exitCode()).isZero();
    }

    /** The newer write holds the row while the repair is under way, and is committed when that waits for it. */
    @Test
    void L4_aRepairThatRacesANewerWriteLoses() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, ORDERS);
        target.execute("update orders set amount = 0 where id = 9");
        CommandRun raced;
        try (Connection writer = target.connect();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("update orders set amount = 99, updated_at = '2027-01-01' where id = 9");
            CompletableFuture<CommandRun> repair = CompletableFuture.supplyAsync(() -> repair(job));
            while (target.waiting() == 0) {
                assertThat(repair).isNotDone();
                Thread.sleep(5);
            }
            writer.commit();
            raced = repair.get();
        }

        assertThat(raced.exitCode()).as(raced.out() + raced.err()).isEqualTo(3);
        assertThat(raced.out()).contains("\"stale\":1,").contains("\"changed\":0,\"newerOnTarget\":1,");
        assertThat(row(9)).containsExactly("99.00 2027-01-01 00:00:00");
    }

    @Test
    void L11_extraRowsAreDeletedOnlyWhenTheyAreFewAndTheJobsOwn() throws SQLException, IOException {
        Scenario job = start(Engine.MARIADB, ORDERS);
        target.execute("insert into orders select seq, 1, '2026-01-01' from seq_1001_to_1120");

        CommandRun many = repair(job, "--delete-extra");
        assertThat(many.exitCode()).as(many.out() + many.err()).isEqualTo(6);
        assertThat(many.out())
                .contains("nothing of orders was deleted: 120 rows")
                .contains("--max-deletes 120");
        assertThat(target.count("orders")).isEqualTo(420);

        Scenario other = Scenario.between(folder, source, target, ORDERS).named("other");
        assertThat(other.run("full-sync", "-q").exitCode()).isZero();
        CommandRun shared = repair(job, "--delete-extra", "--max-deletes", "120");
        assertThat(shared.exitCode()).as(shared.out() + shared.err()).isEqualTo(6);
        assertThat(shared.out()).contains("--delete-extra of orders needs a target-where:, since other writes");
        assertThat(target.count("orders")).isEqualTo(420);
    }

    /** The rows come into the source between the comparison and the repair's own snapshot. */
    @ParameterizedTest
    @ValueSource(strings = {ORDERS, "orders"})
    void L11_anExtraRowThatTheSourceHasAgainStays(String entry) throws Exception {
        Scenario job = start(Engine.POSTGRESQL, entry);
        target.execute("insert into orders values (1001, 1, '2026-01-01 00:00:00'), (1002, 1, '2026-01-01 00:00:00')");
        CommandRun raced;
        try (Connection holder = target.connect();
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select * from rowferry.jobs for update");
            CompletableFuture<CommandRun> repair = CompletableFuture.supplyAsync(() -> repair(job, "--delete-extra"));
            while (target.waiting() == 0) {
                assertThat(repair).isNotDone();
                Thread.sleep(5);
            }
            source.execute("insert into orders values (1002, 1, '2026-01-01 00:00:00')");
            holder.commit();
            raced = repair.get();
        }

        assertThat(raced.exitCode()).as(raced.out() + raced.err()).isZero();
        assertThat(raced.out()).contains("\"deleted\":1,");
        assertThat(target.query("select id from orders where id > 1000")).containsExactly(List.of("1002"));
    }

    /** A key that the source's type cannot say is of none of its rows, and in the way of no other. */
    @Test
    void L11_extraRowsGoWhoseKeysTheSourceCannotSay() throws SQLException, IOException {
        source = Servers.postgres().freshDatabase();
        target = Servers.mariaDb().freshDatabase();
        source.execute("create table days (id int, day date, primary key (id, day))");
        target.execute(
                "create table days (id bigint, day date, primary key (id, day))",
                "set sql_mode = ''",
                "insert into days values (5000000000, '2026-01-01'), (1, '0000-00-00'), (1, '2026-01-02')");
        Scenario job = Scenario.between(folder, source, target, "days");

        CommandRun mended = repair(job, "--delete-extra");

        assertThat(mended.exitCode()).as(mended.out() + mended.err()).isZero();
        assertThat(target.count("days")).isZero();
    }

    @Test
    void L11_aFewExtraRowsGo_alsoThoseOfATextKey() throws SQLException, IOException {
        source = Servers.postgres().freshDatabase();
        target = Servers.mariaDb().freshDatabase();
        Scenario job = Scenario.between(folder, source, target, "{table: prices, lane: region}");
        String prices = "create table prices (sku varchar(9), region varchar(9), a int, primary key (sku, region))";
        source.execute(prices, "insert into prices values ('abc', 'EU', 1), ('ABD', 'US', 2)");
        target.execute(prices, "insert into prices values ('abc', 'EU', 0), ('x y', 'EU', 2), ('zz', '', 3)");

        CommandRun mended = repair(job, "--delete-extra");

        assertThat(mended.exitCode()).as(mended.out() + mended.err()).isZero();
        assertThat(target.query("select sku, region, a from prices order by sku"))
                .isEqualTo(List.of(List.of("abc", "EU", "1"), List.of("ABD", "US", "2")));
        assertThat(repair(job).out()).contains("\"repair\":{\"done\":false,\"tables\":[]");
    }

    @Test
    void options_that_do_not_go_together_are_refused() throws SQLException, IOException {
        Scenario job = Scenario.between(
                folder, Servers.postgres().freshDatabase(), Servers.postgres().freshDatabase(), "t");

        assertThat(job.run("verify", "--delete-extra").err()).contains("are said of a repair");
        assertThat(job.run("verify", "--repair", "--depth", "count").err()).contains("--depth count does not tell");
        assertThat(job.run("verify", "--repair", "--run-time", "1h").err()).contains("do not go together");
        assertThat(job.run("diff", "--table", "t", "--output", "json").err()).contains("diff writes CSV");
        assertThat(job.run("diff", "--table", "u").err()).contains("does not list this table");
    }
}
