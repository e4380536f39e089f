package io.rowferry.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.ExitCode;
import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.servers.LocalNamespace;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A bus that goes away for longer than its client tries by itself, while apply has nothing more to do. */
@Execution(ExecutionMode.CONCURRENT) // most of the time is waiting
class L9_BusOutageTest {
    private static final int ROWS = 1_000;

    @TempDir
    private Path folder;

    private BrokerSettings settings;
    private Broker broker;
    private TestDatabase target;
    private String job;

    @BeforeEach
    void send() throws Exception {
        settings = BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC());
        broker = Broker.start(settings);
        TestDatabase source = Servers.postgres().freshDatabase();
        target = Servers.postgres().freshDatabase();
        source.execute(
                "create table orders (id bigint primary key)",
                "insert into orders select generate_series(1, " + ROWS + ")");
        target.execute("create table orders (id bigint primary key)");
        job = Files.writeString(folder.resolve("job.yaml"), """
                job: away
                source: %s
                target: %s
                state: %s
                bus: {connection: "%s"}
                tables: [{table: orders}]
                """.formatted(
                                source.endpoint(),
                                target.endpoint(),
                                source.endpoint(),
                                LocalNamespace.connection(broker.port())))
                .toString();
        Ran sent = Ran.line("full-sync", job, "--send-only", "-q");
        assertThat(sent.exitCode()).as(sent.printed()).isZero();
    }

    @AfterEach
    void close() {
        broker.close();
    }

    @Test
    void L9_applyWaitsForABusThatIsAwayWhenItAsksWhetherTheQueueIsDrained() throws Exception {
        try (Child apply =
                Child.start(folder, "apply", "apply", job, "-q", "--until-idle", "500ms", "--outage-wait", "2m")) {
            int port = broker.port();
            loseTheBus(apply);
            while (!apply.said().contains("Nothing is lost. Trying again.")) {
                assertThat(apply.isAlive()).as(apply.said()).isTrue();
                Thread.sleep(20);
            }
            broker = Broker.start(settings.withPort(port));

            assertThat(apply.exitCode()).as(apply.said()).isZero();
        }
        assertThat(target.count("orders")).isEqualTo(ROWS);
    }

    @Test
    void L9_applyWhoseTimeIsOverWhileTheBusIsAwayTellsWhatItHasApplied() throws Exception {
        try (Child apply = Child.start(
                folder, "apply", "apply", job, "-q", "--run-time", "1m", "--outage-wait", "5m", "--output", "json")) {
            loseTheBus(apply);

            assertThat(apply.exitCode()).as(apply.said()).isEqualTo(ExitCode.STOPPED.code());
            assertThat(apply.outLines()).singleElement().asString().contains("\"applied\":" + ROWS);
        }
    }

    private void loseTheBus(Child apply) throws IOException, SQLException, InterruptedException {
        while (target.count("orders") < ROWS) {
            assertThat(apply.isAlive()).as(apply.said()).isTrue();
            Thread.sleep(5);
        }
        broker.close();
    }
}
