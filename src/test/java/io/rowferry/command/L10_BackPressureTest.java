package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.broker.ArmedFault;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A target that stands still makes the reader wait, and so does a queue that is full; neither costs a row. */
@Execution(ExecutionMode.CONCURRENT) // most of the time is waiting
class L10_BackPressureTest {
    /** As the README states it. */
    private static final long WINDOW = 200_000;

    private static final String ORDERS = "create table orders (id bigint primary key, note text)";

    @TempDir
    private Path folder;

    private static TestDatabase source(long rows) throws SQLException {
        TestDatabase source = Servers.postgres().freshDatabase();
        source.execute(ORDERS, "insert into orders select i, 'note ' || i from generate_series(1, " + rows + ") i");
        return source;
    }

    @Test
    void L10_aTargetThatStandsStillMakesTheReaderWait() throws Exception {
        TestDatabase target = Servers.postgres().freshDatabase();
        target.execute(
                ORDERS,
                "create function stand_still() returns trigger language plpgsql as"
                        + " 'begin perform pg_advisory_xact_lock_shared(1); return null; end'",
                "create trigger stand_still before insert on orders execute function stand_still()");
        long rows = WINDOW * 3 / 2;
        Scenario job = Scenario.between(folder, source(rows), target, "orders");
        JobQueue queue = new JobQueue(job);
        CompletableFuture<CommandRun> run;
        try (Connection holder = target.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("select pg_advisory_lock(1)");
            run = CompletableFuture.supplyAsync(() -> job.run("full-sync", "-q", "--output", "json"));

            assertThat(rowsOnceTheyStandStill(queue)).isBetween(WINDOW * 4 / 5, WINDOW);
            assertThat(run.isDone()).isFalse();
        }
        assertThat(run.get().exitCode()).as(run.get().err()).isZero();
        assertThat(target.count("orders")).isEqualTo(rows);
    }

    private static long rowsOnceTheyStandStill(JobQueue queue) throws InterruptedException {
        long before = -1;
        long now = queue.waitingRows();
        while (now == 0 || now != before) {
            Thread.sleep(1_000);
            before = now;
            now = queue.waitingRows();
        }
        return now;
    }

    @Test
    void L10_aFullQueueIsWaitedForWhileItIsDrained() throws Exception {
        TestDatabase target = Servers.postgres().freshDatabase();
        target.execute(ORDERS);
        Scenario job = Scenario.between(folder, source(20_000), target, "orders");
        ArmedFault full = SharedBroker.arm(job.queue(), "full:rate=0.5,times=20");

        CommandRun run = job.run("full-sync", "-q");

        assertThat(full.struck()).isPositive();
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(target.count("orders")).isEqualTo(20_000);
    }

    @Test
    void L10_aQueueThatStaysFullIsAnOutageAndTheNextRunGoesOn() throws Exception {
        TestDatabase target = Servers.postgres().freshDatabase();
        target.execute(ORDERS);
        Scenario job = Scenario.between(folder, source(20_000), target, "orders")
                .setting("state: " + Scenario.endpoint(Servers.postgres().freshDatabase()));
        ArmedFault full = SharedBroker.arm(job.queue(), "full:after=5");

        CommandRun outage = job.run("full-sync", "--send-only", "--outage-wait", "1s", "-q");

        assertThat(outage.exitCode()).isEqualTo(8);
        assertThat(outage.err())
                .startsWith("The queue at ")
                .contains(" is full: ")
                .endsWith(
                        "Everything that was accepted is still in the queue. Have apply drain it, or enlarge it, then run"
                                + " the same command again.\n");
        full.disarm();
        assertThat(job.run("full-sync", "--send-only", "-q").exitCode()).isZero();
        assertThat(job.run("apply", "--until-idle", "500ms", "-q").exitCode()).isZero();
        assertThat(target.count("orders")).isEqualTo(20_000);
    }

    @Test
    void L10_aQueueThatStaysFullIsDrainedOfWhatNeedsNoRoom() throws Exception {
        TestDatabase source = source(1);
        TestDatabase target = Servers.postgres().freshDatabase();
        target.execute("create table orders (id bigint primary key, note text check (note <> 'bad'))");
        Scenario job = Scenario.between(folder, source, target, "orders")
                .saying("lanes: 4", "lanes: 1")
                .setting("state: " + Scenario.endpoint(Servers.postgres().freshDatabase()));
        assertThat(job.run("full-sync", "--send-only", "-q").exitCode()).isZero();
        source.execute("insert into orders values (2, 'bad')");
        assertThat(job.run("full-sync", "--send-only", "-q").exitCode()).isZero();
        ArmedFault full = SharedBroker.arm(job.queue(), "full");

        CommandRun outage = job.run("apply", "--until-idle", "500ms", "--outage-wait", "1s", "-q");

        assertThat(outage.exitCode()).as(outage.err()).isEqualTo(8);
        assertThat(outage.err()).contains(" is full: ").contains("A batch with refused rows stays in the queue until");
        assertThat(new JobQueue(job).waitingRows())
                .as("the batch with the refused row")
                .isEqualTo(2);
        full.disarm();
        assertThat(job.run("apply", "--until-idle", "500ms", "-q").exitCode()).isEqualTo(4);
        assertThat(new JobQueue(job).waitingRows()).isZero();
        assertThat(target.count("orders")).isEqualTo(1);
    }
}
