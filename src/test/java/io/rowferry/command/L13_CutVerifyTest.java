package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What could not be read to its end is called neither equal nor different. */
class L13_CutVerifyTest {
    private static final String WAITING =
            "select pid from pg_stat_activity where wait_event = 'advisory' and datname = current_database()";

    @TempDir
    private Path folder;

    @Test
    void L13_sessionsThatEndWhileSeveralAddUpAreAnOutage() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        for (TestDatabase side : List.of(source, target)) {
            side.execute(
                    "create table orders (id int primary key, amount decimal(10,2))",
                    "insert into orders select i, i from generate_series(1, 90000) i");
        }
        target.execute("create function held() returns boolean language plpgsql as"
                + " 'begin perform pg_advisory_xact_lock_shared(1); return true; end'");
        Scenario job = Scenario.between(folder, source, target, "{table: orders, target-where: 'id < 0 or held()'}");
        try (Connection holder = target.connect();
                Statement statement = holder.createStatement()) {
            statement.execute("select pg_advisory_lock(1)");
            CompletableFuture<CommandRun> verify =
                    CompletableFuture.supplyAsync(() -> job.run("verify", "--output", "json", "-q"));
            awaitTwo(target);

            statement.execute("select pg_terminate_backend(pid) from (" + WAITING + ") waiting");

            CommandRun run = verify.get();
            assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(8);
            assertThat(run.out()).doesNotContain("\"equal\"").doesNotContain("\"different\"");
            assertThat(run.out() + run.err()).doesNotContain("\tat ");
        }
        assertThat(job.verify().exitCode()).isZero();
    }

    private static void awaitTwo(TestDatabase target) throws SQLException, InterruptedException {
        while (target.query(WAITING).size() < 2) {
            Thread.sleep(10);
        }
    }
}
