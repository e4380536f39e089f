package io.rowferry.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.broker.ArmedFault;
import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.broker.Fault;
import io.rowferry.broker.QueueSettings;
import io.rowferry.servers.Beside;
import io.rowferry.servers.Engine;
import io.rowferry.servers.LocalNamespace;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A replay is killed between any two of its steps; the next one finds each letter where it was, or its copy where it was to
 * be, or both.
 */
@Beside
class L14_KilledReplayTest {
    private static final int ROWS = 240;
    private static final int LETTERS = 24;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Broker broker;

    @SuppressWarnings("NullAway.Init")
    private TestDatabase source;

    @SuppressWarnings("NullAway.Init")
    private TestDatabase target;

    @SuppressWarnings("NullAway.Init")
    private Path job;

    @AfterEach
    void close() {
        broker.close();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.rowferry.servers.Seeds#fiveAndFresh")
    void L14_killedAnywhereNothingIsLostAndNothingDoneTwice(long seed) throws Exception {
        Random random = new Random(seed);
        refuse((seed % 2 == 0 ? Servers.mariaDb() : Servers.postgres()).freshDatabase());
        int letters = lettersIn(run("replay-dlq", "--list"));
        assertThat(letters).isGreaterThan(LETTERS / 2);

        int after = 1 + random.nextInt(letters);
        // The fixed seeds have each of both ends with and without transactions.
        String[] how = seed / 2 % 2 == 0 ? new String[] {"--without-transactions"} : new String[0];
        boolean outage = seed % 5 % 3 == 0;
        System.out.println("L14_KilledReplayTest seed " + seed + " to " + target.engine() + " after " + after + " of "
                + letters + (outage ? ", the bus, " : ", the replay, ") + String.join(" ", how));
        try (Child replay = Child.start(
                folder,
                "killed",
                Stream.concat(Stream.of("replay-dlq", job.toString(), "--yes", "-q", "--rate", "15"), Stream.of(how))
                        .toArray(String[]::new))) {
            awaitBegun(after, replay);
            // A letter's turn takes 67 ms: the end falls before it is sent, before it is taken off, and after.
            Thread.sleep(random.nextInt(67));
            if (outage) {
                int port = broker.port();
                broker.close();
                startBroker(port);
                assertThat(replay.exitCode()).as(replay.said()).isIn(0, 5, 8);
            } else {
                replay.kill9();
            }
        }
        replayTheRest();
    }

    @Test
    void L14_aNamespaceWithoutTransactionsIsReplayedToo() throws Exception {
        refuse(Servers.postgres().freshDatabase());
        ArmedFault without = broker.arm(Fault.parse("no-transactions"), 1);
        assertThat(run("replay-dlq", "--yes", "-q", "--output", "json")).contains("\"exitCode\":0");
        assertThat(without.struck()).isEqualTo(1);
        replayTheRest();
    }

    /** Sends rows of which a third are refused, and takes the reason away. */
    private void refuse(TestDatabase database) throws Exception {
        target = database;
        source = Servers.postgres().freshDatabase();
        source.execute(
                "create table orders (id int primary key, amount int)",
                "insert into orders select i, case when i % 3 = 0 then -i else i end from generate_series(1, " + ROWS
                        + ") i");
        target.execute("create table orders (id int primary key, amount int, constraint good check (amount >= 0))");
        startBroker(0);
        job = job();
        run("full-sync", "-q");
        target.execute("alter table orders drop constraint good");
    }

    private void startBroker(int port) throws Exception {
        broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC())
                .withPort(port)
                .withAutoCreated(QueueSettings.OF_ROWFERRY.withLockDuration(Duration.ofSeconds(5))));
    }

    private void replayTheRest() throws SQLException {
        String last = "";
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (!last.contains("\"exitCode\":0")) {
            assertThat(System.nanoTime()).as(last).isLessThan(end);
            last = run("replay-dlq", "--yes", "-q", "--output", "json");
            assertThat(last).as("only locks of the killed one are waited for").containsPattern("\"exitCode\":[05]");
        }
        run("apply", "--until-idle", "100ms");
        assertThat(run("replay-dlq", "--list")).isEqualTo("The dead-letter queue is empty.\n");
        assertThat(target.query("select id, amount from orders order by id"))
                .isEqualTo(source.query("select id, amount from orders order by id"));
        String counts = target.engine() == Engine.POSTGRESQL ? "rowferry.counts" : "rowferry_counts";
        assertThat(target.query(
                        "select sum(applied), sum(unchanged), sum(stale), sum(dead_lettered), sum(pending) from "
                                + counts))
                .as("each row has met one fate, and none was written twice")
                .containsExactly(List.of(String.valueOf(ROWS), "0", "0", "0", "0"));
    }

    private static int lettersIn(String list) {
        return (int) list.lines().filter(line -> line.contains(" id ")).count();
    }

    /** Waits until the audit says that so many letters were about to be sent. */
    private void awaitBegun(int number, Child replay) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (begun() < number && replay.isAlive()) {
            assertThat(System.nanoTime()).as(replay.said()).isLessThan(end);
            Thread.sleep(2);
        }
    }

    private long begun() throws IOException {
        Path runs = folder.resolve("home").resolve("runs").resolve("killed");
        if (!Files.isDirectory(runs)) {
            return 0;
        }
        long begun = 0;
        try (Stream<Path> files = Files.walk(runs)) {
            for (Path file : files.filter(path -> path.endsWith("replay.jsonl")).toList()) {
                begun += Files.readString(file).split("\"outcome\":\"begun\"", -1).length - 1;
            }
        }
        return begun;
    }

    private String run(String command, String... options) {
        return Ran.line(
                        Map.of("ROWFERRY_HOME", folder.resolve("home").toString()),
                        Stream.concat(Stream.of(command, job.toString()), Stream.of(options))
                                .toArray(String[]::new))
                .printed();
    }

    private Path job() throws IOException {
        return Files.writeString(folder.resolve("job.yaml"), """
                job: killed
                source: %s
                target: %s
                bus:
                  connection: "%s"
                  lanes: %d
                retry: {attempts: 0, first: 1s}
                tables:
                  - table: orders
                """.formatted(
                        source.endpoint(), target.endpoint(), LocalNamespace.connection(broker.port()), LETTERS));
    }
}
