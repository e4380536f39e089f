package io.rowferry.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.servers.Engine;
import io.rowferry.servers.LocalNamespace;
import io.rowferry.servers.Series;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Ten writers change, delete and move rows in transactions of any length, some of which they roll back, while incremental
 * runs every second and is killed at random. Once they are quiet, one more run makes both sides equal.
 */
class L2_WritersTest {
    private static final int WRITERS = 10;

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.rowferry.servers.Seeds#fiveAndFresh")
    void L2_tenWritersAndAKilledReaderLoseNothing(long seed) throws Exception {
        Random random = new Random(seed);
        Engine engine = seed % 2 == 0 ? Engine.MARIADB : Engine.POSTGRESQL;
        TestDatabase source = Servers.of(engine).freshDatabase();
        TestDatabase target = Servers.of(seed / 2 % 2 == 0 ? Engine.MARIADB : Engine.POSTGRESQL)
                .freshDatabase();
        System.out.println("L2_WritersTest seed " + seed + ", " + engine + " to " + target.engine());
        create(source);
        create(target);
        source.execute(script(engine));
        // Half of the keys, so that there is something to delete and to move from the beginning.
        source.execute(Series.insert(
                engine, "orders", "seq, 1, 'first', current_timestamp(6)", 0, RandomWriter.KEYS / 2 * WRITERS - 1));
        try (Broker broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC()))) {
            String job = job(source, target, broker.port()).toString();
            run("full-sync", job, "-q");
            AtomicBoolean stop = new AtomicBoolean();
            ExecutorService writers = Executors.newFixedThreadPool(WRITERS);
            List<Future<?>> working = new ArrayList<>();
            for (int writer = 0; writer < WRITERS; writer++) {
                RandomWriter each = new RandomWriter(source, writer, WRITERS, random.nextLong());
                working.add(writers.submit(() -> each.write(stop)));
            }
            int kills = seed <= 2 ? 2 : 1;
            for (int kill = 1; kill <= kills; kill++) {
                try (Child reader = Child.start(folder, "reader-" + kill, "incremental", job, "--every", "1s", "-q")) {
                    awaitFirstRun(reader);
                    Thread.sleep(random.nextInt(2_500));
                    assertThat(reader.isAlive()).as(reader.said()).isTrue();
                    reader.kill9();
                }
            }
            stop.set(true);
            for (Future<?> each : working) {
                each.get();
            }
            writers.shutdown();
            run("incremental", job, "-q");

            assertThat(rows(target)).isEqualTo(rows(source));
            assertThat(source.count("orders_gone")).as("some rows went").isPositive();
        }
    }

    private static void awaitFirstRun(Child reader) throws IOException, InterruptedException {
        while (reader.outLines().isEmpty()) {
            assertThat(reader.isAlive()).as(reader.said()).isTrue();
            Thread.sleep(10);
        }
    }

    private static void run(String... arguments) {
        Ran ran = Ran.line(arguments);
        assertThat(ran.exitCode()).as(ran.printed()).isZero();
    }

    private static void create(TestDatabase database) throws SQLException {
        String stamp = database.engine() == Engine.POSTGRESQL ? "timestamptz" : "timestamp(6) null";
        database.execute(
                "create table orders (id bigint primary key, amount decimal(12,2) not null, note varchar(100), updated_at "
                        + stamp + ")",
                "create index orders_by_stamp on orders (updated_at)");
    }

    /** The one that users are given. */
    private static String[] script(Engine engine) throws IOException {
        String file = engine == Engine.POSTGRESQL ? "tombstones-postgresql.sql" : "tombstones-mysql.sql";
        String sql = Files.readString(Path.of("scripts", file)).replaceAll("(?m)^--.*\n", "");
        return engine == Engine.POSTGRESQL ? new String[] {sql} : sql.strip().split(";\\s*\n", -1);
    }

    private static List<List<@Nullable String>> rows(TestDatabase database) throws SQLException {
        String moment = database.engine() == Engine.POSTGRESQL
                ? "to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
                : "date_format(updated_at, '%Y-%m-%d %H:%i:%s.%f')";
        return database.query("select id, amount, note, " + moment + " from orders order by id");
    }

    private Path job(TestDatabase source, TestDatabase target, int port) throws IOException {
        return Files.writeString(folder.resolve("job.yaml"), """
                job: writers
                source: %s
                target: %s
                bus:
                  connection: "%s"
                  lanes: 4
                tables:
                  - table: orders
                    watermark: updated_at
                    deletes: tombstones:orders_gone
                """.formatted(
                        source.endpoint(), target.endpoint(), LocalNamespace.connection(port)));
    }
}
