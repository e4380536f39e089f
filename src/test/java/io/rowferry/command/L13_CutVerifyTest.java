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
    void L13_aSessionThatEndsWhileSeveralAddUpIsAnOutage() throws Exception {
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
            String first = String.valueOf(whenTwoWait(target).get(0).get(0));

            statement.execute("select pg_terminate_backend(" + first + ")");

            CommandRun run = verify.get();
            assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(8);
            assertThat(run.out()).doesNotContain("\"equal\"").doesNotContain("\"different\"");
            assertThat(run.out() + run.err()).doesNotContain("\tat ");
        }
        assertThat(job.verify().exitCode()).isZero();
    }

    private static List<List<String>> whenTwoWait(TestDatabase target) throws SQLException, InterruptedException {
        List<List<String>> waiting = target.query(WAITING);
        while (waiting.size() < 2) {
            Thread.sleep(10);
            waiting = target.query(WAITING);
        }
        return waiting;
    }
}
