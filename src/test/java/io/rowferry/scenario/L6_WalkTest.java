package io.rowferry.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.broker.Fault;
import io.rowferry.servers.Beside;
import io.rowferry.servers.Engine;
import io.rowferry.servers.LocalNamespace;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One process sends, two apply, parents and children travel in all lanes: whatever is killed, restarted, cut, expired,
 * doubled, delayed or locked in between, the target becomes the source, and the ledger has counted each row once.
 */
@Beside
class L6_WalkTest {
    /** More, as the seeds, for soaking. */
    private static final int STEPS = Integer.getInteger("rowferry.steps", 2);

    private static final List<String> FAULTS = List.of(
            "twice:rate=0.1",
            "expire-lock:rate=0.05",
            "expire-lock:rate=0.05,for=30ms",
            "cut:rate=0.05,times=1",
            "refuse:rate=0.05",
            "delay:rate=0.1,for=100ms");

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.rowferry.servers.Seeds#fiveAndFresh")
    void L6_aWalkOverAllThatCanGoWrongEndsWhereTheSourceIs(long seed) throws Exception {
        Engine engine = seed % 2 == 0 ? Engine.MARIADB : Engine.POSTGRESQL;
        try (Walk walk = new Walk(seed, engine)) {
            for (int step = 0; step < STEPS; step++) {
                walk.step();
            }
            walk.end();
        }
    }

    /** What goes on, and what is done to it. */
    private final class Walk implements AutoCloseable {
        private final Random random;
        private final TestDatabase source = Servers.postgres().freshDatabase();
        private final TestDatabase state = Servers.postgres().freshDatabase();
        private final TestDatabase target;
        private final List<Child> appliers = new ArrayList<>();
        private final List<String> taken = new ArrayList<>();
        private Broker broker;
        private final Path job;
        private int started;

        Walk(long seed, Engine engine) throws Exception {
            random = new Random(seed);
            target = Servers.of(engine).freshDatabase();
            for (TestDatabase each : List.of(source, target)) {
                String stamp = each.engine() == Engine.POSTGRESQL ? "timestamptz(6)" : "datetime(6)";
                each.execute(
                        "create table customers (id bigint primary key, name varchar(60), updated_at " + stamp + ")",
                        "create table orders (id bigint primary key, customer_id bigint not null, note varchar(60), updated_at "
                                + stamp + ", foreign key (customer_id) references customers (id))");
            }
            broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC()));
            FAULTS.stream()
                    .filter(fault -> random.nextBoolean())
                    .forEach(fault -> taken.add(broker.arm(Fault.parse(fault), random.nextLong())
                            .fault()
                            .toString()));
            System.out.println("L6_WalkTest seed " + seed + " to " + engine + ": " + taken);
            job = job();
            change();
            send("full-sync");
            apply();
            apply();
        }

        private void step() throws Exception {
            int what = random.nextInt(6);
            System.out.println("  step " + what);
            switch (what) {
                case 0 -> killAnApplier();
                case 1 -> lockRows();
                case 2 -> cutSessions();
                case 3 -> killTheSender();
                case 4 -> restartTheBroker();
                default -> {}
            }
            change();
            send(random.nextInt(3) == 0 ? "full-sync" : "incremental");
        }

        private void change() throws SQLException {
            int from = random.nextInt(400);
            source.execute(
                    "insert into customers select i, 'c' || i, now() from generate_series(" + from + ", " + (from + 120)
                            + ") i on conflict (id) do update set name = customers.name || '.', updated_at = now()",
                    "insert into orders select i, c.id, 'o' || i, now() from generate_series(" + 3 * from + ", "
                            + (3 * from + 300) + ") i join customers c on c.id = " + from
                            + " + i % 100 on conflict (id) do update set note = " + random.nextInt(1_000)
                            + ", customer_id = excluded.customer_id, updated_at = now()");
        }

        private void send(String command) {
            Ran ran = Ran.line(command, job.toString(), "--send-only", "-q");
            // Refused while the watermark is missing, out of reach while the broker was down.
            assertThat(ran.exitCode()).as(ran.printed()).isIn(0, 6, 8);
        }

        private Child sender(String command) throws IOException {
            return Child.start(folder, "sender-" + ++started, command, job.toString(), "--send-only", "-q");
        }

        private void killTheSender() throws Exception {
            try (Child sender = sender("full-sync")) {
                Thread.sleep(500 + random.nextInt(2_500));
                sender.kill9();
            }
        }

        private void apply() throws IOException {
            appliers.add(Child.start(
                    folder, "apply-" + ++started, "apply", job.toString(), "--follow", "--output", "json", "-q"));
        }

        private void killAnApplier() throws Exception {
            appliers.remove(random.nextInt(appliers.size())).kill9();
            apply();
        }

        /** Two transactions of somebody else, who takes rows in the order opposite to ours. */
        private void lockRows() throws SQLException, InterruptedException {
            try (Connection other = target.connect();
                    Statement statement = other.createStatement()) {
                other.setAutoCommit(false);
                for (int i = 0; i < 2; i++) {
                    for (int id = 400; id > 0; id -= 1 + random.nextInt(60)) {
                        try {
                            statement.execute("update customers set name = name where id = " + id);
                        } catch (SQLException e) {
                            // The deadlock's victim was this one.
                            other.rollback();
                        }
                    }
                    Thread.sleep(random.nextInt(700));
                    other.rollback();
                }
            }
        }

        private void cutSessions() throws SQLException {
            String ours = target.engine() == Engine.POSTGRESQL
                    ? "select pid from pg_stat_activity where datname = '" + target.name()
                            + "' and pid <> pg_backend_pid()"
                    : "select id from information_schema.processlist where db = '" + target.name()
                            + "' and id <> connection_id()";
            for (List<String> session : List.copyOf(sessions(ours))) {
                try {
                    target.execute(
                            target.engine() == Engine.POSTGRESQL
                                    ? "select pg_terminate_backend(" + session.get(0) + ")"
                                    : "kill " + session.get(0));
                } catch (SQLException e) {
                    // It has just ended by itself.
                }
            }
        }

        private List<List<String>> sessions(String query) throws SQLException {
            return target.query(query).stream()
                    .map(row -> List.of(String.valueOf(row.get(0))))
                    .toList();
        }

        private void restartTheBroker() throws Exception {
            int port = broker.port();
            broker.close();
            Thread.sleep(random.nextInt(500));
            broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC())
                    .withPort(port));
        }

        private void end() throws Exception {
            int port = broker.port();
            broker.close();
            broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC())
                    .withPort(port));
            change();
            send("full-sync");
            for (Child applier : appliers) {
                assertThat(applier.isAlive()).as(applier.said()).isTrue();
                applier.kill9();
            }
            try (Child last = Child.start(
                    folder, "last", "apply", job.toString(), "--until-idle", "1s", "--output", "json", "-q")) {
                assertThat(last.exitCode()).as(last.said()).isZero();
            }
            for (String table : List.of("customers", "orders")) {
                assertThat(rows(target, table)).as(table).isEqualTo(rows(source, table));
            }
            String ledger = target.engine() == Engine.POSTGRESQL ? "rowferry." : "rowferry_";
            assertThat(target.query("select count(*) from " + ledger + "rejected where state < 2"))
                    .as("rows that wait or are dead")
                    .isEqualTo(List.of(List.of("0")));
            assertThat(target.query("select coalesce(sum(pending), 0), coalesce(sum(dead_lettered), 0) from " + ledger
                            + "counts"))
                    .isEqualTo(List.of(List.of("0", "0")));
            String applied = "select coalesce(sum(applied + unchanged + stale), 0)";
            assertThat(target.query(applied + " from " + ledger + "counts"))
                    .as("rows counted by run, and by batch and by what was healed since")
                    .isEqualTo(target.query("select (" + applied + " from " + ledger
                            + "batches) + (select count(*) from " + ledger + "rejected)"));
        }

        private List<?> rows(TestDatabase database, String table) throws SQLException {
            String moment = database.engine() == Engine.POSTGRESQL
                    ? "to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')"
                    : "date_format(updated_at, '%Y-%m-%d %H:%i:%s.%f')";
            return database.query("select id, " + (table.equals("orders") ? "customer_id, note" : "name") + ", "
                    + moment + " from " + table + " order by id");
        }

        private Path job() throws IOException {
            return Files.writeString(folder.resolve("job.yaml"), """
                    job: walk
                    source: %s
                    target: %s
                    state: %s
                    bus:
                      connection: "%s"
                      lanes: 6
                    retry: {attempts: 2, first: 500ms, factor: 1}
                    tables:
                      - {table: customers, watermark: updated_at}
                      - {table: orders, watermark: updated_at}
                    """.formatted(
                            source.endpoint(),
                            target.endpoint("zone: UTC"),
                            state.endpoint(),
                            LocalNamespace.connection(broker.port())));
        }

        @Override
        public void close() throws IOException {
            appliers.forEach(Child::close);
            broker.close();
        }
    }
}
