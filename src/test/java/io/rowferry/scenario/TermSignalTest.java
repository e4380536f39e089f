package io.rowferry.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.broker.BrokerStatus;
import io.rowferry.servers.LocalNamespace;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An apply that is asked to end leaves things whole. */
class TermSignalTest {
    private static final int ROWS = 100_000;
    private static final Pattern APPLIED = Pattern.compile("\"applied\":(\\d+)");

    @TempDir
    private Path folder;

    @Test
    void L1_itFinishesTheTransactionInHandAndGivesItsLanesBack() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.mariaDb().freshDatabase();
        TestDatabase state = Servers.postgres().freshDatabase();
        source.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note text)");
        source.execute("INSERT INTO orders SELECT i, 'note ' || i FROM generate_series(1, " + ROWS + ") i");
        target.execute("CREATE TABLE orders (id bigint PRIMARY KEY, note varchar(40))");
        try (Broker broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC()))) {
            String bus = LocalNamespace.connection(broker.port());
            Path job = Files.writeString(
                    folder.resolve("job.yaml"),
                    "job: term\nsource: " + source.endpoint() + "\ntarget: " + target.endpoint() + "\nstate: "
                            + state.endpoint() + "\nbus: {connection: '" + bus
                            + "', queue: term, lanes: 8}\ntables: [{table: orders}]\n");
            assertThat(Ran.line("full-sync", job.toString(), "--send-only", "-q")
                            .exitCode())
                    .isZero();

            try (Child apply = Child.start(folder, "apply", "apply", job.toString(), "--follow", "--output", "json")) {
                while (target.count("orders") == 0) {
                    assertThat(apply.isAlive()).as(apply.said()).isTrue();
                    Thread.sleep(5);
                }
                apply.terminate();
                assertThat(apply.exitCode()).as(apply.said()).isEqualTo(130);
                long told = APPLIED.matcher(apply.said())
                        .results()
                        .mapToLong(count -> Long.parseLong(count.group(1)))
                        .sum();
                assertThat(told).as(apply.said()).isEqualTo(target.count("orders"));
            }

            assertThat(target.count("orders")).isLessThan(ROWS);
            assertThat(BrokerStatus.of(
                                    new InetSocketAddress(InetAddress.getLoopbackAddress(), broker.port()),
                                    Duration.ofSeconds(10))
                            .queues())
                    .allSatisfy(queue -> assertThat(queue.heldSessions()).isZero());
            try (ServiceBusReceiverClient queue = new ServiceBusClientBuilder()
                    .connectionString(bus)
                    .receiver()
                    .queueName("term")
                    .buildClient()) {
                assertThat(queue.peekMessages(1_000))
                        .isNotEmpty()
                        .extracting(ServiceBusReceivedMessage::getDeliveryCount)
                        .containsOnly(0L);
            }
            assertThat(Ran.line("apply", job.toString(), "--until-idle", "500ms", "-q")
                            .exitCode())
                    .isZero();
            assertThat(target.count("orders")).isEqualTo(ROWS);
        }
    }
}
