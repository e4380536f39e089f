package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A verify that was stopped by its time goes on where it was, and forgets nothing of what it had found. */
@Beside
class L13_StoppedVerifyTest {
    private static final String MANY = " from generate_series(1, 45000) i";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // set before each test
    private TestDatabase source;

    @SuppressWarnings("NullAway.Init")
    private TestDatabase target;

    @BeforeEach
    void create() throws SQLException {
        source = Servers.postgres().freshDatabase();
        target = Servers.postgres().freshDatabase();
        for (TestDatabase side : List.of(source, target)) {
            side.execute(
                    "create table customers (id int primary key, name text)",
                    "create table orders (id int primary key, amount decimal(10,2))",
                    "insert into customers select i, 'Ann ' || i" + MANY,
                    "insert into orders select i, i" + MANY);
        }
    }

    private static CommandRun stopped(Scenario job, String... depth) {
        return job.run("verify", arguments("1ms", depth));
    }

    private static CommandRun toTheEnd(Scenario job, String... depth) {
        return job.run("verify", arguments("1h", depth));
    }

    private static String[] arguments(String time, String... more) {
        String[] all = new String[more.length + 5];
        System.arraycopy(new String[] {"--output", "json", "-q", "--run-time", time}, 0, all, 0, 5);
        System.arraycopy(more, 0, all, 5, more.length);
        return all;
    }

    private static void differs(CommandRun run) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(3);
        assertThat(run.out()).contains("\"verdict\":\"different\"");
    }

    @Test
    void L13_countsThatDifferedDifferInTheNextRunToo() throws Exception {
        target.execute("delete from customers where id = 7");
        Scenario job = Scenario.between(folder, source, target, "customers", "orders");

        differs(stopped(job, "--depth", "count"));
        CommandRun last = toTheEnd(job, "--depth", "count");
        differs(last);
        assertThat(last.out())
                .contains("\"sourceRows\":45000,\"targetRows\":44999,")
                .contains("\"comparedBy\":\"count\"")
                .doesNotContain("\"comparedBy\":\"checksum\"");
    }

    @Test
    void L13_sumsThatDifferedDifferInTheNextRunTooAndProveNothing() throws Exception {
        target.execute("update orders set amount = 0 where id = 7");
        Scenario job = Scenario.between(folder, source, target, "orders");

        CommandRun first = stopped(job, "--depth", "checksum");
        differs(first);
        assertThat(first.out()).contains("\"sourceRows\":20000,").contains("\"complete\":false");
        CommandRun last = toTheEnd(job, "--depth", "checksum");
        differs(last);
        assertThat(last.out()).contains("\"complete\":false");
        assertThat(job.run("status", "--output", "json").out()).contains("\"provenEqual\":null");
    }

    /** What was not come to is not called equal, by no report. */
    @Test
    void L13_whatWasNotComparedToItsEndIsNotEqual() throws Exception {
        target.execute("update orders set amount = 0 where id = 44999");
        Scenario job = Scenario.between(folder, source, target, "orders");
        Path page = folder.resolve("stopped.html");

        CommandRun stopped = stopped(job, "--report", page.toString());

        assertThat(stopped.exitCode()).as(stopped.out() + stopped.err()).isEqualTo(5);
        assertThat(stopped.out())
                .contains("\"verdict\":\"settling\"")
                .contains("\"complete\":false")
                .doesNotContain("\"equal\"");
        assertThat(Files.readString(page)).doesNotContain("table is equal").contains("0 of 1 tables looked at so far");
        differs(toTheEnd(job));
    }

    /** A table that another run came to the end of is compared anew when nothing else is asked for. */
    @Test
    void L13_whatIsDoneIsNotTakenForProvenNow() throws Exception {
        Scenario job = Scenario.between(folder, source, target, "customers", "orders");
        CommandRun first = stopped(job);
        while (!first.out().contains("\"table\":\"orders\"")) {
            assertThat(first.exitCode()).as(first.out() + first.err()).isEqualTo(5);
            first = stopped(job);
        }
        target.execute("update customers set name = 'Bob' where id = 7");

        differs(toTheEnd(job, "--table", "customers"));
    }

    @Test
    void L13_toLookForNothingIsNoComparison() throws Exception {
        target.execute("update orders set amount = 0 where id = 7");
        Scenario job = Scenario.between(folder, source, target, "orders");
        for (String most : List.of("0", "-1", "many")) {
            assertThat(job.run("verify", "--max-diffs", most).exitCode()).isEqualTo(2);
            CommandRun diff = job.run("diff", "--table", "orders", "--max-diffs", most);
            assertThat(diff.exitCode()).isEqualTo(2);
            assertThat(diff.err()).contains("must be a number from 1 on, got \"" + most + "\"");
        }
    }

    @Test
    void L13_aDiffThatWasStoppedDoesNotPassForOneThatFoundNothing() throws Exception {
        target.execute("update orders set amount = 0 where id = 44999");
        Scenario job = Scenario.between(folder, source, target, "orders");

        CommandRun stopped = job.run("diff", "--table", "orders", "--run-time", "1ms");

        assertThat(stopped.exitCode()).isEqualTo(5);
        assertThat(stopped.err()).contains("stopped at --run-time; the rest of the table was not compared");
        CommandRun all = job.run("diff", "--table", "orders", "--run-time", "1h");
        assertThat(all.exitCode()).isEqualTo(3);
        assertThat(all.out()).contains("44999");
        assertThat(all.err()).doesNotContain("stopped");
    }

    @Test
    void L13_enoughForOneIsNotEnoughForMore() throws Exception {
        target.execute("update customers set name = 'Bob' where id in (7, 44999)");
        Scenario job = Scenario.between(folder, source, target, "customers", "orders");

        CommandRun first = stopped(job, "--max-diffs", "1");
        differs(first);
        while (!first.out().contains("\"table\":\"orders\"")) {
            first = stopped(job, "--max-diffs", "1");
            assertThat(first.out()).contains("\"changed\":1,").contains("\"complete\":false");
        }
        CommandRun all = toTheEnd(job);
        differs(all);
        assertThat(all.out()).contains("\"changed\":2,").doesNotContain("\"complete\":false");
    }

    @Test
    void L13_whatWouldCompareOtherValuesBeginsAnew() throws Exception {
        for (TestDatabase side : List.of(source, target)) {
            side.execute(
                    "create table notes (id int primary key, phone text, note text, due date, gone boolean, moved boolean)",
                    "insert into notes select i, null, 'a', '2026-01-01', false, false" + MANY);
        }
        Scenario job = Scenario.between(
                        folder,
                        source,
                        target,
                        "{table: notes, where: 'id > 0', target-where: 'id > 0', deletes: 'soft:gone', columns: {"
                                + "mask: {phone: hmac, note: constant(a)}, infinity: {due: null}}}")
                .setting("mask-key: the-first-of-keys");
        begins(job);

        begins(job.saying("mask-key: the-first-of-keys", "mask-key: the-second-of-keys"));
        begins(job.saying("infinity: {due: null}", "infinity: {due: 2999-12-31}"));
        begins(job.saying("soft:gone", "soft:moved"));
        begins(job.saying(" where: 'id > 0'", " where: 'id > -1'"));
        begins(job.saying("target-where: 'id > 0'", "target-where: 'id > -1'"));
        assertThat(stopped(job).out()).as("nothing has changed").contains("\"sourceRows\":40000,");
        begins(job.saying("constant(a)", "constant(b)"));
    }

    private static void begins(Scenario job) {
        assertThat(stopped(job).out()).contains("\"sourceRows\":20000,").contains("\"complete\":false");
    }

    /** Before the format had a number, a bookmark did not tell whether sums had differed. */
    @Test
    void L13_anotherTargetIsComparedFromTheBeginning() throws Exception {
        TestDatabase elsewhere = Servers.postgres().freshDatabase();
        elsewhere.execute("create table orders (id int primary key, amount decimal(10,2))");
        String state = "state: " + Scenario.endpoint(Servers.postgres().freshDatabase());
        Scenario first = Scenario.between(folder, source, target, "orders").setting(state);
        assertThat(stopped(first).exitCode()).isEqualTo(5);

        elsewhere.execute("insert into orders select i, i from generate_series(3, 45000) i");
        CommandRun other =
                toTheEnd(Scenario.between(folder, source, elsewhere, "orders").setting(state));
        differs(other);
        assertThat(other.out()).contains("\"missing\":2,");
    }

    @Test
    void L13_aBookmarkOfAnOlderVersionIsNotGoneOnWith() throws Exception {
        target.execute("update orders set amount = 0 where id = 7");
        Scenario job = Scenario.between(folder, source, target, "orders");
        differs(stopped(job, "--depth", "checksum"));
        target.execute("update rowferry.comparisons set reached ="
                + " regexp_replace(reached, ' 2;([^;]*);[^;]*;', ' \\1;open;')");
        assertThat(String.valueOf(target.query("select reached from rowferry.comparisons")))
                .contains(";open;20000 20000 ");

        CommandRun last = toTheEnd(job, "--depth", "checksum");
        differs(last);
        assertThat(last.out()).contains("\"sourceRows\":20000,");
    }
}
