package io.rowferry.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
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
import java.time.Clock;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;

/** An outage is not a bad row. */
@Execution(ExecutionMode.CONCURRENT) // most of the time is waiting
class L9_OutageTest {
    private static final int ROWS = 30_000;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EachEngine
    void L9_aTargetThatDiesOrStandsStillInMidRunCostsNoDeadLetterAndTheNextRunGoesOn(Engine engine) throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        try (DatabaseServer server = Servers.start(engine, Launch.inTemporaryFolder());
                Broker broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC()))) {
            TestDatabase target = server.createDatabase("crm");
            String wait = engine == Engine.POSTGRESQL ? "?socketTimeout=3" : "?socketTimeout=3000";
            TestDatabase impatient =
                    new TestDatabase(engine, target.name(), target.jdbcUrl() + wait, target.user(), target.password());
            endsAsAnOutage(
                    job("frozen", source, impatient, broker.port()), source, target, server::freeze, server::thaw);
            endsAsAnOutage(job("dead", source, target, broker.port()), source, target, server::kill9, server::restart);
        }
    }

    /** What befalls a server. */
    @FunctionalInterface
    private interface Event {
        void happen() throws IOException;
    }

    private void endsAsAnOutage(Path job, TestDatabase source, TestDatabase target, Event begin, Event end)
            throws Exception {
        String table = job.getFileName().toString().replace(".yaml", "");
        source.execute(
                "CREATE TABLE " + table + " (id bigint PRIMARY KEY, note text)",
                "INSERT INTO " + table + " SELECT i, repeat(md5(i::text), 8) FROM generate_series(1, " + ROWS + ") i");
        target.execute("CREATE TABLE " + table + " (id bigint PRIMARY KEY, note text)");
        try (Child run = Child.start(folder, table, "full-sync", job.toString(), "-q", "--outage-wait", "1s")) {
            while (target.count(table) == 0) {
                assertThat(run.isAlive()).as(run.said()).isTrue();
                Thread.sleep(5);
            }
            begin.happen();
            assertThat(run.exitCode()).as(run.said()).isEqualTo(8);
            assertThat(run.said()).contains("Nothing is lost").doesNotContain("\tat ");
        }
        end.happen();
        Ran letters = Ran.line("replay-dlq", job.toString(), "--list");
        assertThat(letters.exitCode()).as(letters.printed()).isZero();
        assertThat(letters.printed()).isEqualTo("The dead-letter queue is empty.\n");
        Ran second = Ran.line("full-sync", job.toString(), "-q");
        assertThat(second.exitCode()).as(second.printed()).isZero();
        assertThat(target.query("SELECT id, note FROM " + table + " ORDER BY id"))
                .isEqualTo(source.query("SELECT id, note FROM " + table + " ORDER BY id"));
    }

    private Path job(String table, TestDatabase source, TestDatabase target, int port) throws IOException {
        return Files.writeString(folder.resolve(table + ".yaml"), """
                job: %s
                source: %s
                target: %s
                bus:
                  connection: "%s"
                tables:
                  - table: %s
                """.formatted(
                        table, source.endpoint(), target.endpoint(), LocalNamespace.connection(port), table));
    }
}
