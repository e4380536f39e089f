package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;

/** A run that goes on does not end because of its own lock, which a session holds whose end the server has not noticed. */
@Execution(ExecutionMode.CONCURRENT) // most of the time is waiting
class L9_LockOfACutSessionTest {
    private static final String ROUND = "\"status\":\"ok\"";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EachEngine
    void L9_itIsWaitedOutLikeTheOutageThatHasCutIt(Engine engine) throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        source.execute("create table orders (id int primary key, updated_at timestamptz)");
        target.execute("create table orders (id int primary key, updated_at timestamptz)");
        try (CutLink link = new CutLink(Servers.of(engine).freshDatabase())) {
            Scenario job = Scenario.between(folder, source, target, "{table: orders, watermark: updated_at}")
                    .setting("state: " + Scenario.endpoint(link.database()));
            assertThat(job.run("full-sync", "-q").exitCode()).isZero();
            try (BackgroundRun run = job.start("incremental", "--every", "1s", "-q", "--output", "json")) {
                await(run, soFar -> soFar.out().contains(ROUND));
                link.cut();
                await(run, soFar -> soFar.err().contains("another incremental of crm is running"));
                await(run, soFar -> soFar.err().endsWith("Going on in 10 s.\n"));
                assertThat(run.soFar().err()).contains("it may be the session that was cut");
                link.tell();
                int before = run.soFar().out().length();
                await(run, soFar -> soFar.out().substring(before).contains(ROUND));

                assertThat(run.end().exitCode()).isEqualTo(130);
            }
        }
    }

    private static void await(BackgroundRun run, Predicate<CommandRun> condition) {
        for (CommandRun soFar = run.soFar(); !condition.test(soFar); soFar = run.soFar()) {
            assertThat(soFar.exitCode()).as(soFar.out() + soFar.err()).isEqualTo(-1);
            LockSupport.parkNanos(10_000_000);
        }
    }
}
