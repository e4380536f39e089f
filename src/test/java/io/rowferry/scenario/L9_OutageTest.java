package io.rowferry.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.servers.Beside;
import io.rowferry.servers.DatabaseServer;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Launch;
import io.rowferry.servers.LocalNamespace;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;

/** An outage is not a bad row. */
@Beside
class L9_OutageTest {
    private static final int ROWS = 30_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EachEngine
    @Execution(ExecutionMode.CONCURRENT)
    void L9_aTargetThatDiesInMidRunCostsNoDeadLetterAndTheNextRunGoesOn(Engine engine) throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        source.execute(
                "CREATE TABLE orders (id bigint PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT i, repeat(md5(i::text), 8) FROM generate_series(1, " + ROWS + ") i");
        try (DatabaseServer server = Servers.start(engine, Launch.inTemporaryFolder());
                Broker broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC()))) {
            server.createDatabase("crm");
            TestDatabase target = server.database("crm");
            target.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)");
            Path job = job(source, target, broker.port());
            try (Child run = Child.start(folder, "first", "full-sync", job.toString(), "-q", "--outage-wait", "1s")) {
                while (target.count("orders") == 0) {
                    assertThat(run.isAlive()).as(run.said()).isTrue();
                    Thread.sleep(5);
                }
                server.kill9();
                assertThat(run.exitCode()).as(run.said()).isEqualTo(8);
                assertThat(run.said()).contains("Nothing is lost").doesNotContain("\tat ");
            }
            server.restart();
            try (Child letters = Child.start(folder, "letters", "replay-dlq", job.toString(), "--list")) {
                assertThat(letters.exitCode()).isZero();
                assertThat(letters.outLines()).containsExactly("The dead-letter queue is empty.");
            }
            try (Child run = Child.start(folder, "second", "full-sync", job.toString(), "-q")) {
                assertThat(run.exitCode()).as(run.said()).isZero();
            }
            assertThat(target.query("SELECT id, note FROM orders ORDER BY id"))
                    .isEqualTo(source.query("SELECT id, note FROM orders ORDER BY id"));
        }
    }

    private Path job(TestDatabase source, TestDatabase target, int port) throws IOException, SQLException {
        return Files.writeString(folder.resolve("job.yaml"), """
                job: outage
                source: %s
                target: %s
                bus:
                  connection: "%s"
                tables:
                  - table: orders
                """.formatted(
                        source.endpoint(), target.endpoint(), LocalNamespace.connection(port)));
    }
}
