package io.rowferry.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.broker.ArmedFault;
import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.broker.Fault;
import io.rowferry.servers.LocalNamespace;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A bus that cuts connections, refuses, doubles, delays and takes locks away early changes nothing of what arrives. */
@Execution(ExecutionMode.CONCURRENT) // most of the time is waiting for what does not answer
class L1_FaultyBusTest {
    private static final int ROWS = 8_000;
    private static final List<String> FAULTS = List.of(
            "twice:rate=0.2",
            "expire-lock:rate=0.2",
            "expire-lock:rate=0.1,for=30ms",
            "cut:rate=0.1,times=1",
            "refuse:rate=0.1",
            "delay:rate=0.2,for=100ms");

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.rowferry.servers.Seeds#fiveAndFresh")
    void L1_aBusThatMisbehavesLosesAndDoublesNothing(long seed) throws Exception {
        Random random = new Random(seed);
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        for (TestDatabase each : List.of(source, target)) {
            each.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text, amount decimal(12,2))");
        }
        source.execute("INSERT INTO orders SELECT i, repeat(md5(i::text), 5), i / 7.0 FROM generate_series(1, " + ROWS
                + ") i");
        try (Broker broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC()))) {
            List<ArmedFault> armed = FAULTS.stream()
                    .filter(fault -> random.nextBoolean())
                    .map(fault -> broker.arm(Fault.parse(fault), random.nextLong()))
                    .toList();
            System.out.println("L1_FaultyBusTest seed " + seed + ": "
                    + armed.stream().map(ArmedFault::fault).toList());
            Path job = job(source, target, broker.port());
            run(job);
            source.execute("UPDATE orders SET amount = amount + 1 WHERE id % 3 = " + random.nextInt(3));
            run(job);
            armed.forEach(ArmedFault::disarm);

            assertThat(run(job)).contains("\"exitCode\":0").contains("\"pending\":0");
            assertThat(target.query("SELECT * FROM orders ORDER BY id"))
                    .isEqualTo(source.query("SELECT * FROM orders ORDER BY id"));
            assertThat(Ran.line("replay-dlq", job.toString(), "--list").printed())
                    .isEqualTo("The dead-letter queue is empty.\n");
        }
    }

    private static String run(Path job) {
        String printed =
                Ran.line("full-sync", job.toString(), "-q", "--output", "json").printed();
        assertThat(printed).containsAnyOf("\"exitCode\":0", "\"exitCode\":8");
        return printed;
    }

    private Path job(TestDatabase source, TestDatabase target, int port) throws IOException, SQLException {
        return Files.writeString(folder.resolve("job.yaml"), """
                job: faulty
                source: %s
                target: %s
                bus:
                  connection: "%s"
                  lanes: 8
                tables:
                  - table: orders
                """.formatted(
                        source.endpoint(), target.endpoint(), LocalNamespace.connection(port)));
    }
}
