package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Servers;
import io.rowferry.servers.Subscription;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was known of one server is not used for another. */
class L3_AnotherServerTest {
    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // every test begins with start
    private TestDatabase source;

    @SuppressWarnings("NullAway.Init")
    private TestDatabase target;

    private Scenario start() throws SQLException, IOException {
        source = Servers.postgres().freshDatabase();
        target = Servers.postgres().freshDatabase();
        for (TestDatabase side : List.of(source, target)) {
            side.execute("create table orders (id int primary key, updated_at timestamptz)");
        }
        source.execute("insert into orders values (1, now())");
        Scenario job = Scenario.between(folder, source, target, "{table: orders, watermark: updated_at}");
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        return job;
    }

    private static String trigger(String name, String when, String body) {
        return "create function " + name + "() returns trigger language plpgsql as $$ begin " + body + " end $$;"
                + " create trigger " + name + " " + when + " for each row execute function " + name + "()";
    }

    /** A run that ends while it forgets has not yet seen the other server either. */
    @Test
    void L3_theWatermarksOfAnotherServerGoTogetherWithWhatIsKnownOfIt() throws Exception {
        Scenario job = start();
        target.execute("update rowferry.horizons set horizon = regexp_replace(horizon, '\"[0-9]+/', '\"1/')");
        target.execute(trigger("kept", "before delete on rowferry.watermarks", "raise exception 'not now';"));
        assertThat(job.run("full-sync", "-q").exitCode()).isNotZero();
        target.execute("drop trigger kept on rowferry.watermarks");

        CommandRun refused = job.run("incremental", "-q");
        assertThat(refused.exitCode()).as(refused.err()).isEqualTo(6);
        assertThat(refused.err()).contains("the source is another server");
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        assertThat(job.run("incremental", "-q").exitCode()).isZero();
    }

    /** As a full-sync does beside it, which finds another server. */
    @Test
    void L3_aRunDoesNotBringAWatermarkBackThatWasRemovedMeanwhile() throws Exception {
        Scenario job = start();
        source.execute("insert into orders values (2, now())");
        target.execute(
                trigger("removed", "before insert on rowferry.owed", "delete from rowferry.watermarks; return new;"));

        CommandRun run = job.run("incremental", "--output", "json");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(6);
        assertThat(run.out())
                .contains("\"watermark\":null")
                .contains("the watermark of orders was removed while the run was under way");
        assertThat(target.count("rowferry.watermarks")).isZero();
        assertThat(target.count("orders")).isEqualTo(2);
        CommandRun refused = job.run("incremental", "-q");
        assertThat(refused.exitCode()).isEqualTo(6);
        assertThat(refused.err()).contains("there is no watermark yet for orders");
    }

    /** A row that is replicated later may carry any stamp. */
    @Test
    void L3_aTableThatASubscriptionWritesHasNoWatermarkAfterAFullSync() throws Exception {
        Scenario job = start();
        TestDatabase elsewhere = Servers.postgres().freshDatabase();
        elsewhere.execute("create table orders (id int primary key, updated_at timestamptz)");
        try (Subscription subscription = Subscription.of(Servers.postgres(), elsewhere, source, "orders")) {
            subscription.catchUp();
            CommandRun full = job.run("full-sync", "-q", "--output", "json");
            assertThat(full.exitCode()).as(full.err()).isZero();
            assertThat(full.out())
                    .contains("\"watermark\":null")
                    .contains("no watermark was stored for orders: ")
                    .contains("writes rows of orders with the stamps of another server's clock")
                    .contains("was removed, since it says nothing of such rows");
            assertThat(target.count("rowferry.watermarks")).isZero();

            job.saying("watermark: updated_at", "watermark: updated_at, horizon: lag(15m)");
            assertThat(job.run("incremental", "-q").exitCode()).isEqualTo(6);
            assertThat(job.run("full-sync", "-q").exitCode()).isZero();
            elsewhere.execute("insert into orders values (2, now() - interval '14 minutes')");
            subscription.catchUp();
            assertThat(job.run("incremental", "-q").exitCode()).isZero();
        }
        assertThat(target.count("orders")).isEqualTo(2);
    }

    /** What was read since the later moment does not begin at the earlier one. */
    @Test
    void L2_aRunDoesNotGoOnFromAWatermarkThatWasSetBackMeanwhile() throws Exception {
        Scenario job = start();
        source.execute("insert into orders values (2, now())");
        target.execute(trigger(
                "setback",
                "before insert on rowferry.owed",
                "update rowferry.watermarks set watermark = '2026-01-01T00:00:00.000000Z'; return new;"));

        CommandRun run = job.run("incremental", "--output", "json");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .contains("\"watermark\":\"2026-01-01T00:00:00.000000Z\"")
                .contains("the watermark of orders was set back to 2026-01-01T00:00:00Z");
        assertThat(target.query("select watermark from rowferry.watermarks"))
                .containsExactly(List.of("2026-01-01T00:00:00.000000Z"));
    }
}
