package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Series;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** What incremental sends, what it need not send again, and where it leaves its watermark. */
class IncrementalTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // every test begins with start
    private TestDatabase source;

    @SuppressWarnings("NullAway.Init")
    private TestDatabase target;

    private Scenario start(Engine engine, String stampType, String entry) throws SQLException, IOException {
        source = Servers.of(engine).freshDatabase();
        target = Servers.postgres().freshDatabase();
        source.execute(
                "create table orders (id int primary key, amount decimal(10,2), updated_at " + stampType + ")",
                "create index by_stamp on orders (updated_at)");
        target.execute("create table orders (id int primary key, amount decimal(10,2), updated_at timestamp(6))");
        Scenario job = Scenario.between(folder, source, target, entry);
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        return job;
    }

    private static CommandRun run(Scenario job, String... options) {
        return job.run(
                "incremental",
                Stream.concat(Stream.of("-q", "--output", "json"), Stream.of(options))
                        .toArray(String[]::new));
    }

    private static String done(CommandRun run) {
        assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
        return run.out();
    }

    private static final String ORDERS = "{table: orders, watermark: updated_at}";

    /** Keeps the watermark where it is, so that rows are read again. */
    private Connection heldBack() throws SQLException {
        Connection open = source.connect();
        open.setAutoCommit(false);
        try (Statement statement = open.createStatement()) {
            statement.execute("insert into orders values (0, 0.00, null)");
        }
        return open;
    }

    private List<String> arrived() throws SQLException {
        return target.query("select id, amount from orders order by id").stream()
                .map(row -> row.get(0) + ":" + row.get(1))
                .toList();
    }

    @ParameterizedTest
    @EachEngine
    void what_was_sent_before_is_read_again_and_not_sent_again(Engine engine) throws Exception {
        String now = engine == Engine.POSTGRESQL ? "now()" : "now(6)";
        Scenario job = start(engine, engine == Engine.POSTGRESQL ? "timestamptz" : "timestamp(6)", ORDERS);
        try (Connection open = heldBack()) {
            source.execute("insert into orders values (1, 1.00, " + now + "), (2, 2.00, " + now + ")");

            assertThat(done(run(job))).contains("\"read\":2,\"skipped\":0,\"sent\":2,\"applied\":2,");
            assertThat(done(run(job))).contains("\"read\":2,\"skipped\":2,\"sent\":0,");
            source.execute("update orders set amount = 3.00, updated_at = " + now + " where id = 1");
            assertThat(done(run(job))).contains("\"skipped\":1,\"sent\":1,\"applied\":1,");
            open.rollback();
        }
        assertThat(arrived()).containsExactly("1:3.00", "2:2.00");
    }

    @Test
    void a_dry_run_shows_the_plan_and_sends_nothing() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "timestamptz", ORDERS);
        source.execute("insert into orders values (1, 1.00, now())");

        assertThat(done(job.run("incremental", "--dry-run"))).startsWith("crm · plan\n  orders · level 1 · key id");
        assertThat(done(run(job, "--dry-run"))).contains("\"plan\":{\"sides\":\"both\",");
        assertThat(arrived()).isEmpty();
        done(run(job));
        assertThat(arrived()).containsExactly("1:1.00");
        target.execute("alter table orders alter column amount type date using null");
        assertThat(job.run("incremental", "--dry-run").exitCode()).isEqualTo(2);
    }

    @Test
    void L15_underAnotherMaskWhatWasSentIsAnotherRow() throws Exception {
        Scenario job = start(
                Engine.POSTGRESQL,
                "timestamptz",
                "{table: orders, watermark: updated_at, columns: {mask: {amount: constant(8)}}}");
        try (Connection open = heldBack()) {
            source.execute("insert into orders values (1, 1.00, now())");
            done(run(job));
            assertThat(done(run(job))).contains("\"skipped\":1,\"sent\":0,");
            job.saying("constant(8)", "constant(9)");
            assertThat(done(run(job))).contains("\"skipped\":0,\"sent\":1,\"applied\":1,");
            open.rollback();
        }
        assertThat(arrived()).containsExactly("1:9.00");
    }

    /** Two updates in one second: the stamp does not tell them apart. */
    @Test
    void L4_theSecondUpdateOfASecondArrives() throws Exception {
        Scenario job = start(Engine.MARIADB, "datetime", ORDERS);
        try (Connection open = heldBack()) {
            source.execute("insert into orders values (1, 1.00, now())");
            done(run(job));
            source.execute("update orders set amount = 2.00 where id = 1");
            done(run(job));
            source.execute("update orders set amount = 1.00 where id = 1");
            done(run(job));
            open.rollback();
        }

        assertThat(arrived()).containsExactly("1:1.00");
    }

    @Test
    void rows_without_a_stamp_and_of_the_future_are_sent_and_move_nothing() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "timestamptz", ORDERS);
        source.execute(
                "insert into orders values (1, 1.00, null), (2, 2.00, now() + interval '1 year'), (3, 3.00, now())");

        String first = done(run(job));
        assertThat(first)
                .contains("\"sent\":3,\"applied\":3,")
                .contains("\"unstamped\":1,\"future\":1,\"watermark\":\"");
        String year = first.replaceFirst("(?s).*\"watermark\":\"(\\d{4}).*", "$1");
        assertThat(year)
                .isEqualTo(source.query("select extract(year from now())::text")
                        .get(0)
                        .get(0));
        assertThat(done(run(job))).contains("\"sent\":0,").contains("\"unstamped\":1,\"future\":1,");
        source.execute("update orders set amount = 9.00 where id = 1");
        assertThat(done(run(job))).contains("\"sent\":1,");
        assertThat(arrived()).containsExactly("1:9.00", "2:2.00", "3:3.00");
    }

    /** A page ends in the middle of thousands of equal stamps. */
    @ParameterizedTest
    @EachEngine
    void no_row_is_lost_between_pages_of_equal_stamps(Engine engine) throws Exception {
        Scenario job = start(engine, engine == Engine.POSTGRESQL ? "timestamptz" : "timestamp(6)", ORDERS);
        String tied = engine == Engine.POSTGRESQL
                ? "now() - case when seq between 44000 and 56000 then interval '60 s' when seq < 44000 then interval '90 s'"
                        + " else interval '30 s' end"
                : "now(6) - interval (case when seq between 44000 and 56000 then 60 when seq < 44000 then 90 else 30 end)"
                        + " second";
        String back = source.query(
                        engine == Engine.POSTGRESQL
                                ? "select to_char(now() at time zone 'UTC' - interval '5 minutes', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"
                                : "select date_format(utc_timestamp() - interval 5 minute, '%Y-%m-%dT%H:%i:%sZ')")
                .get(0)
                .get(0);
        source.execute(Series.insert(
                engine,
                "orders",
                "seq * cast(48271 as " + (engine == Engine.POSTGRESQL ? "bigint" : "signed")
                        + ") % 65537, seq / 100.0, " + tied,
                1,
                62_000));
        done(run(job, "--set-watermark", String.valueOf(back), "--yes"));

        assertThat(done(run(job))).contains("\"read\":62000,").contains("\"applied\":62000,");
        assertThat(target.count("orders")).isEqualTo(62_000);
    }

    @Test
    void without_an_index_it_reads_all_and_says_so() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "timestamptz", ORDERS);
        source.execute("drop index by_stamp", "insert into orders values (1, 1.00, now())");

        assertThat(done(run(job)))
                .contains("\"applied\":1,")
                .contains("orders has no index that begins with updated_at");
    }

    @Test
    void a_span_and_named_rows_leave_the_watermark_alone() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "timestamptz", ORDERS);
        source.execute("insert into orders select i, i, timestamptz '2026-01-01 00:00:00Z' + i * interval '1 hour'"
                + " from generate_series(0, 9) i");

        assertThat(done(run(job, "--from", "2026-01-01T02:00:00Z", "--to", "2026-01-01T05:00:00+00:00")))
                .contains("\"applied\":3,\"unchanged\":0,")
                .contains("\"watermark\":null");
        assertThat(arrived()).containsExactly("2:2.00", "3:3.00", "4:4.00");

        Path keys = Files.writeString(folder.resolve("keys.csv"), "id\n7\n\"8\"\n70\n");
        CommandRun named = run(job, "--keys", keys.toString());
        assertThat(done(named)).contains("\"applied\":2,").contains("1 key is not in the source: 70");
        assertThat(arrived()).containsExactly("2:2.00", "3:3.00", "4:4.00", "7:7.00", "8:8.00");

        CommandRun bad = run(job, "--keys", Files.writeString(keys, "1,2\n").toString());
        assertThat(bad.exitCode()).isEqualTo(2);
        assertThat(bad.err()).contains("has 2 values in row 1, and the key has 1 columns: id");
        assertThat(run(job, "--keys", Files.writeString(keys, "x\n").toString()).exitCode())
                .isEqualTo(2);
        assertThat(run(job, "--keys", "nowhere.csv").exitCode()).isEqualTo(2);
        assertThat(run(job, "--keys", "a", "--every", "1s").err()).contains("--every and --keys do not go together");
    }

    @Test
    void every_goes_on_for_its_run_time() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "timestamptz", ORDERS);

        CommandRun ended = run(job, "--every", "100ms", "--run-time", "2s");

        // The end may fall into a run, which is stopped then.
        int last = ended.out().contains("\"status\":\"stopped\"") ? 5 : 0;
        assertThat(ended.exitCode()).as(ended.err()).isEqualTo(last);
        assertThat(ended.out().lines()).hasSizeGreaterThan(1).allMatch(each -> each.contains("\"read\":0,"));
        CommandRun keys = run(
                job,
                "--run-time",
                "1ms",
                "--keys",
                Files.writeString(folder.resolve("some.csv"), "id\n1\n").toString());
        assertThat(keys.exitCode()).isEqualTo(5);
        assertThat(keys.out()).contains("it begins again with the first row then");
    }

    @Test
    void set_watermark_asks_and_sets() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "timestamptz", ORDERS);
        source.execute("insert into orders values (1, 1.00, '2026-01-01 00:00:00Z')");
        assertThat(done(run(job))).contains("\"read\":0,");

        CommandRun asked = run(job, "--set-watermark", "2025-12-31T00:00:00Z");
        assertThat(asked.exitCode()).isEqualTo(2);
        assertThat(asked.err()).contains("there is nobody to ask").contains("--yes");
        assertThat(done(run(job))).contains("\"read\":0,");
        assertThat(run(job, "--set-watermark", "2999-12-31T00:00:00Z", "--yes").err())
                .contains("lies ahead of the source's clock");
        assertThat(run(job, "--set-watermark", "yesterday").exitCode()).isEqualTo(2);

        assertThat(done(run(job, "--set-watermark", "2025-12-31T00:00:00Z", "--yes")))
                .contains("\"watermark\":\"2025-12-31T00:00:00.000000Z\"");
        assertThat(done(run(job))).contains("\"applied\":1,");
    }

    @Test
    void L3_localTimesThatGoBackAreRefusedOrCalledUnproven() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "timestamp", ORDERS).zones("America/New_York", "America/New_York");
        CommandRun refused = run(job);
        assertThat(refused.exitCode()).isEqualTo(6);
        assertThat(refused.err())
                .contains("holds local times, which go back an hour at ")
                .contains("horizon: lag(2h)");
    }

    @Test
    void rows_stamped_in_tokyo_arrive_and_move_the_watermark() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "timestamp", ORDERS).zones("Asia/Tokyo", "Asia/Tokyo");
        // Soon, so that the watermark lies before it however long a run takes, and after it a little later.
        source.execute("set time zone 'Asia/Tokyo'; insert into orders values (1, 1.00, now() + interval '5 seconds')");
        assertThat(done(run(job))).contains("\"applied\":1,");
        assertThat(done(run(job))).contains("\"read\":1,\"skipped\":1,");
        Thread.sleep(6_100);
        done(run(job));
        assertThat(done(run(job))).as("the watermark has passed it").contains("\"read\":0,");
        source.execute("set time zone 'Asia/Tokyo'; insert into orders values (2, 2.00, now())");
        assertThat(done(run(job))).contains("\"applied\":1,");
    }

    @Test
    void L3_aDeclaredLagGoesOnBlindAndSaysSo() throws Exception {
        Scenario job = start(
                Engine.POSTGRESQL,
                "timestamptz",
                "{table: orders, watermark: updated_at, horizon: lag(1h), overlap: 1m}");
        source.execute(
                "insert into orders select i, i, now() - i * interval '20 minutes' from generate_series(0, 9) i");

        String first = done(run(job));
        assertThat(first).contains("\"read\":4,").contains("\"unproven\":[\"orders\"]");
        assertThat(arrived()).containsExactly("0:0.00", "1:1.00", "2:2.00", "3:3.00");
    }

    @Test
    void run_time_stops_at_a_page_and_the_next_run_goes_on() throws Exception {
        Scenario job = start(Engine.POSTGRESQL, "timestamptz", ORDERS);
        source.execute("insert into orders select i, i / 100.0, timestamptz '2026-01-01 00:00:00Z' + i * interval '1 s'"
                + " from generate_series(1, 110000) i");
        done(run(job, "--set-watermark", "2025-12-31T00:00:00Z", "--yes"));

        CommandRun stopped = run(job, "--run-time", "1ms");
        assertThat(stopped.exitCode()).as(stopped.out() + stopped.err()).isEqualTo(5);
        assertThat(stopped.out()).contains("\"status\":\"stopped\"").contains("\"read\":0,");
        long before = target.count("orders");
        CommandRun all = run(job);
        assertThat(all.exitCode()).isZero();
        assertThat(before).isLessThan(110_000);
        assertThat(target.count("orders")).isEqualTo(110_000);
    }
}
