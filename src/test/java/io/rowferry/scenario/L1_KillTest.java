package io.rowferry.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import io.rowferry.servers.Beside;
import io.rowferry.servers.DatabaseServer;
import io.rowferry.servers.Engine;
import io.rowferry.servers.LocalNamespace;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A full-sync or its broker is killed at random moments while the source goes on changing; running again must end in the
 * same target as an undisturbed run, with nothing left in the queue.
 */
@Beside
class L1_KillTest {
    private static final int CUSTOMERS = 1_400;
    private static final int ORDERS = 8_000;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.rowferry.servers.Seeds#fiveAndFresh")
    void L1_killingARunOrItsBrokerLosesAndDoublesNothing(long seed) throws Exception {
        Random random = new Random(seed);
        TestDatabase source = Servers.postgres().freshDatabase();
        DatabaseServer server = seed % 2 == 0 ? Servers.mariaDb() : Servers.postgres();
        TestDatabase target = server.freshDatabase();
        System.out.println("L1_KillTest seed " + seed + " to " + target.engine());
        create(source);
        create(target);
        fill(source);
        int port = freePort();
        Path job = job(source, target, port);
        Child broker = startBroker(port);
        try {
            int kills = 1 + random.nextInt(2);
            for (int kill = 1; kill <= kills; kill++) {
                try (Child run = Child.start(folder, "killed-" + kill, "full-sync", job.toString(), "-q")) {
                    // After the first run only a seventh of the orders has news to bring.
                    awaitRows(target, random.nextInt(kill == 1 ? ORDERS : ORDERS / 7), run);
                    if (random.nextInt(3) > 0) {
                        run.kill9();
                    } else {
                        broker.kill9();
                        broker = startBroker(port);
                        run.kill9();
                    }
                }
                assertNothingBetweenQueueAndLedger(target, port);
                change(source, random);
            }
            String last = Ran.line("full-sync", job.toString(), "-q", "--output", "json")
                    .printed();
            assertThat(last).contains("\"exitCode\":0").contains("\"pending\":0");
            assertThat(rows(target, "customers")).isEqualTo(rows(source, "customers"));
            assertThat(rows(target, "orders")).isEqualTo(rows(source, "orders"));
            assertThat(Ran.line("replay-dlq", job.toString(), "--list").printed())
                    .isEqualTo("The dead-letter queue is empty.\n");
        } finally {
            broker.close();
        }
    }

    /**
     * What the bus has accepted is in the queue until the ledger has it: lanes are sent in order, so that a gap in a
     * lane's sequence is a batch that is in neither.
     */
    private static void assertNothingBetweenQueueAndLedger(TestDatabase target, int port) throws SQLException {
        Map<String, Set<Long>> known = new TreeMap<>();
        String ledger = target.engine() == Engine.POSTGRESQL ? "rowferry.batches" : "rowferry_batches";
        for (List<@Nullable String> batch : target.query("SELECT run, lane, sequence FROM " + ledger)) {
            known.computeIfAbsent(batch.get(0) + " in lane " + batch.get(1), k -> new TreeSet<>())
                    .add(Long.valueOf(String.valueOf(batch.get(2))));
        }
        peek(port, message -> {
            if (message.getSubject().equals("manifest")) {
                return;
            }
            String[] order = String.valueOf(message.getApplicationProperties().get("rf_order"))
                    .split("/", -1);
            known.computeIfAbsent(
                            order[0] + " in lane " + Integer.parseInt(message.getSessionId()), k -> new TreeSet<>())
                    .add(Long.valueOf(order[1]));
        });
        known.forEach((lane, sequences) -> assertThat(sequences)
                .as("batches of run " + lane)
                .isEqualTo(LongStream.rangeClosed(1, Collections.max(sequences))
                        .boxed()
                        .collect(Collectors.toCollection(TreeSet::new))));
    }

    private static void peek(int port, Consumer<ServiceBusReceivedMessage> viewer) {
        try (ServiceBusReceiverClient receiver = new ServiceBusClientBuilder()
                .connectionString(LocalNamespace.connection(port))
                .receiver()
                .queueName("killed")
                .buildClient()) {
            long next = 0;
            for (List<ServiceBusReceivedMessage> page =
                            receiver.peekMessages(250, next).stream().toList();
                    !page.isEmpty();
                    page = receiver.peekMessages(250, next).stream().toList()) {
                page.forEach(viewer);
                next = page.get(page.size() - 1).getSequenceNumber() + 1;
            }
        }
    }

    @Test
    void L5_theNumberOfLanesChangesOnlyOnADrainedQueue() throws Exception {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.postgres().freshDatabase();
        create(source);
        create(target);
        fill(source);
        int port = freePort();
        Path job = job(source, target, port);
        Path otherLanes = Files.writeString(
                folder.resolve("other.yaml"), Files.readString(job).replace("lanes: 8", "lanes: 5"));
        try (Child broker = startBroker(port)) {
            assertThat(Ran.line("full-sync", job.toString(), "-q", "--output", "json")
                            .printed())
                    .contains("\"exitCode\":0");
            AtomicInteger waiting = new AtomicInteger();
            // While the ledger takes no entries no batch is completed, so that the queue fills.
            try (Connection connection = target.connect();
                    Statement statement = connection.createStatement();
                    Child run = Child.start(folder, "run", "full-sync", job.toString(), "-q")) {
                connection.setAutoCommit(false);
                statement.execute("LOCK TABLE rowferry.batches IN EXCLUSIVE MODE");
                long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
                while (waiting.get() < 8) {
                    assertThat(System.nanoTime()).as("the queue fills").isLessThan(end);
                    assertThat(run.isAlive()).as(run.said()).isTrue();
                    waiting.set(0);
                    peek(port, message -> waiting.incrementAndGet());
                }
                run.kill9();
                connection.rollback();
            }

            assertThat(Ran.line("full-sync", otherLanes.toString(), "-q").printed())
                    .startsWith("the number of lanes changed from 8 to 5 while the queue still holds batches\n");

            assertThat(Ran.line("full-sync", job.toString(), "-q", "--output", "json")
                            .printed())
                    .contains("\"exitCode\":0");
            assertThat(Ran.line("full-sync", otherLanes.toString(), "-q", "--output", "json")
                            .printed())
                    .contains("\"exitCode\":0");
            assertThat(broker.isAlive()).isTrue();
        }
    }

    /** Waits until the run has brought so many rows, counted in what stays in the target, or has ended. */
    private static void awaitRows(TestDatabase target, int rows, Child run) throws SQLException, InterruptedException {
        try (Connection connection = target.connect();
                Statement statement = connection.createStatement()) {
            long before = Long.MIN_VALUE;
            while (run.isAlive()) {
                try (ResultSet result = statement.executeQuery(
                        "SELECT count(*) + (SELECT count(*) FROM orders WHERE note = 'changed') FROM orders")) {
                    result.next();
                    before = before == Long.MIN_VALUE ? result.getLong(1) : before;
                    if (result.getLong(1) - before >= rows) {
                        return;
                    }
                }
                Thread.sleep(10);
            }
        }
    }

    private static void create(TestDatabase database) throws SQLException {
        database.execute(
                "CREATE TABLE customers (id integer PRIMARY KEY, name varchar(60) NOT NULL, balance decimal(12,2))",
                "CREATE TABLE orders (id bigint PRIMARY KEY, customer integer NOT NULL REFERENCES customers (id),"
                        + " note varchar(200), amount decimal(12,2) NOT NULL,"
                        + " CONSTRAINT c FOREIGN KEY (customer) REFERENCES customers (id))");
    }

    private static void fill(TestDatabase source) throws SQLException {
        source.execute(
                "INSERT INTO customers SELECT i, 'customer ' || i, i * 1.01 FROM generate_series(1, " + CUSTOMERS
                        + ") i",
                "INSERT INTO orders SELECT i, 1 + i % " + CUSTOMERS + ", repeat(md5(i::text), 5), i / 7.0"
                        + " FROM generate_series(1, " + ORDERS + ") i");
    }

    /** What an older message, applied late, would undo. */
    private static void change(TestDatabase source, Random random) throws SQLException {
        source.execute(
                "UPDATE orders SET amount = amount + 1, note = 'changed' WHERE id % 7 = " + random.nextInt(7),
                "UPDATE customers SET balance = balance - 1 WHERE id % 5 = " + random.nextInt(5));
    }

    private static List<List<@Nullable String>> rows(TestDatabase database, String table) throws SQLException {
        return database.query("SELECT * FROM " + table + " ORDER BY id");
    }

    private Child startBroker(int port) throws IOException, InterruptedException {
        Child broker = Child.start(
                folder,
                "broker",
                "broker",
                "--port",
                Integer.toString(port),
                "--data",
                folder.resolve("queues").toString());
        while (broker.outLines().isEmpty()) {
            assertThat(broker.isAlive()).as(broker.said()).isTrue();
            Thread.sleep(10);
        }
        return broker;
    }

    private Path job(TestDatabase source, TestDatabase target, int port) throws IOException {
        return Files.writeString(folder.resolve("job.yaml"), """
                job: killed
                source: %s
                target: %s
                bus:
                  connection: "%s"
                  lanes: 8
                tables:
                  - table: orders
                  - table: customers
                """.formatted(
                        source.endpoint(), target.endpoint(), LocalNamespace.connection(port)));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
