package io.rowferry.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.Engine;
import io.rowferry.servers.FullDisk;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An incremental that runs again and again outlives an outage, and tells of it. */
@Beside
class L9_WaitedOutRoundTest {
    @TempDir
    private Path folder;

    @Test
    void L9_aRoundThatAnOutageEndsIsToldAndTheNextOneGoesOn() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        for (TestDatabase each : List.of(source, target)) {
            each.execute("create table orders (id int primary key, updated_at timestamptz default clock_timestamp())");
        }
        String job = Files.writeString(folder.resolve("job.yaml"), """
                job: rounds
                source: %s
                target: %s
                bus: local
                tables: [{table: orders, watermark: updated_at}]
                """.formatted(source.endpoint(), target.endpoint()))
                .toString();
        try (Child first = Child.start(folder, "first", "full-sync", job, "-q")) {
            assertThat(first.exitCode()).as(first.said()).isZero();
            assertThat(first.said()).doesNotContain("SLF4J");
        }
        target.execute(FullDisk.fill(Engine.POSTGRESQL, "orders"));
        source.execute("insert into orders (id) values (1)");

        try (Child rounds = Child.start(
                folder,
                "rounds",
                "incremental",
                job,
                "--every",
                "200ms",
                "--outage-wait",
                "500ms",
                "--output",
                "json",
                "-q")) {
            String failed = awaited(rounds, "\"status\":\"failed\"");
            target.execute(FullDisk.free(Engine.POSTGRESQL, "orders"));
            assertThat(failed).contains("\"exitCode\":8,", "No space left", "\"sent\":1,", "\"pending\":1,");
            while (target.count("orders") == 0) {
                assertThat(rounds.isAlive()).as(rounds.said()).isTrue();
                Thread.sleep(20);
            }
            awaited(rounds, "\"status\":\"ok\"");
            rounds.terminate();
            assertThat(rounds.exitCode()).as(rounds.said()).isEqualTo(130);
        }
    }

    /** The first line of standard output that holds it. */
    private static String awaited(Child child, String words) throws Exception {
        while (true) {
            for (String line : child.outLines()) {
                if (line.contains(words)) {
                    return line;
                }
            }
            assertThat(child.isAlive()).as(child.said()).isTrue();
            Thread.sleep(20);
        }
    }
}
