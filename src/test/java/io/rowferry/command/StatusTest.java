package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.ledger.RoleLock;
import io.rowferry.ledger.Run;
import io.rowferry.ledger.RunLedger;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** What status says of a job, and that it only looks. */
class StatusTest {
    private static final String ORDERS = "{table: orders, watermark: updated_at}";
    private static final String REST = ",\"queue\":{\"waiting\":0,\"more\":false}"
            + ",\"deadLetters\":{\"waiting\":0,\"foreign\":0,\"more\":false}";
    private static final String HORIZON = "\"horizon\":{\"at\":\"NOW\",\"lagMs\":0,\"visible\":true,\"problem\":null,"
            + "\"remedy\":null},\"heldBack\":null,\"holders\":[]";

    @TempDir
    private Path folder;

    private static TestDatabase database(Engine engine) throws SQLException {
        TestDatabase database = Servers.of(engine).freshDatabase();
        database.execute(
                "create table orders (id int primary key, amount decimal(10,2), updated_at timestamp(6) null)",
                "create index by_stamp on orders (updated_at)");
        return database;
    }

    private static CommandRun json(Scenario job, String... options) {
        CommandRun run = job.run(
                "status",
                Stream.concat(Stream.of("--output", "json"), Stream.of(options)).toArray(String[]::new));
        String out = run.out()
                .replaceAll("\"\\d{8}-\\d{6}-[0-9a-f]{4}\"", "\"RUN\"")
                .replaceAll("\"\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z\"", "\"NOW\"")
                .replaceAll("(\"elapsedMs\"|\"lagMs\"):\\d+", "$1:0");
        return new CommandRun(run.exitCode(), out, run.err());
    }

    private static CommandRun document(int exitCode, String fields) {
        return new CommandRun(
                exitCode,
                "{\"version\":1,\"job\":\"crm\",\"command\":\"status\",\"run\":null,\"status\":\""
                        + (exitCode == 0 ? "ok" : "rejected") + "\",\"exitCode\":" + exitCode
                        + ",\"startedAt\":\"NOW\",\"elapsedMs\":0," + fields + "}\n",
                "");
    }

    private static String table(String table, boolean read, boolean proven) {
        return "{\"table\":\"" + table + "\",\"watermark\":" + (read ? "\"NOW\",\"lagMs\":0" : "null,\"lagMs\":null")
                + ",\"proven\":" + proven + ",\"provenEqual\":null}";
    }

    private static String run(String command) {
        return "{\"run\":\"RUN\",\"command\":\"" + command
                + "\",\"startedAt\":\"NOW\",\"endedAt\":\"NOW\",\"exitCode\":0}";
    }

    private static void send(Scenario job, int messages) {
        try (ServiceBusSenderClient sender = new ServiceBusClientBuilder()
                .connectionString(SharedBroker.connection())
                .sender()
                .queueName(job.queue())
                .buildClient()) {
            for (int sent = 0; sent < messages; sent += 100) {
                sender.sendMessages(Stream.generate(() -> new ServiceBusMessage("hello").setSessionId("000"))
                        .limit(Math.min(100, messages - sent))
                        .toList());
            }
        }
    }

    @ParameterizedTest
    @EachEngine
    void of_a_job_that_never_ran_it_says_so_and_makes_nothing(Engine engine) throws Exception {
        TestDatabase source = database(engine);
        TestDatabase target = database(engine);
        Scenario job = Scenario.between(folder, source, target, ORDERS);

        assertThat(json(job))
                .isEqualTo(document(
                        0,
                        "\"tables\":[" + table("orders", false, true) + "]," + HORIZON + REST
                                + ",\"runs\":[],\"locks\":[]"));
        assertThat(job.run("status").out())
                .matches(
                        "crm · status\n  orders  no watermark yet\nhorizon \\d{4}-\\d\\d-\\d\\d [0-9:]{8}Z, \\d\\.\\d s"
                                + " behind\nqueue: empty · no dead letters\nIt has never run\\. Begin with:  rowferry full-sync "
                                + job.file() + "\n");
        for (TestDatabase database : List.of(source, target)) {
            assertThat(database.query("select table_name from information_schema.tables where table_schema in ("
                            + (engine == Engine.POSTGRESQL ? "'public', 'rowferry'" : "database()") + ")"))
                    .containsExactly(List.of("orders"));
        }
    }

    @ParameterizedTest
    @EachEngine
    void it_shows_watermarks_and_the_latest_runs_of_each_command(Engine engine) throws Exception {
        Scenario job = Scenario.between(folder, database(engine), database(engine), ORDERS);
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        for (int i = 0; i < 4; i++) {
            assertThat(job.run("incremental", "-q").exitCode()).isZero();
        }

        assertThat(json(job))
                .isEqualTo(document(
                        0,
                        "\"tables\":[" + table("orders", true, true) + "]," + HORIZON + REST + ",\"runs\":["
                                + run("incremental") + "," + run("incremental") + "," + run("incremental") + ","
                                + run("full-sync") + "],\"locks\":[]"));
        String time = "\\d{4}-\\d\\d-\\d\\d [0-9:]{8}Z";
        assertThat(job.run("status").out())
                .matches("(?s).*\n  orders  watermark " + time + ", [0-9.]+ (s|min \\d+ s) behind\n.*"
                        + "\n  incremental  \\S+  " + time + "  exit 0 after [0-9.]+ s\n"
                        + ".*\n  full-sync    \\S+  " + time + "  exit 0 after [0-9.]+ s\n");
    }

    @Test
    void L2_it_names_who_holds_the_horizon_back() throws Exception {
        TestDatabase source = database(Engine.POSTGRESQL);
        Scenario job = Scenario.between(folder, source, database(Engine.MARIADB), ORDERS);
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        String before = source.query("select now()::text").toString();
        try (Connection late = source.connect("ApplicationName=month-end");
                Statement statement = late.createStatement();
                Connection later = source.connect("ApplicationName=dunning");
                Statement another = later.createStatement()) {
            late.setAutoCommit(false);
            later.setAutoCommit(false);
            statement.execute("insert into orders values (2, 20.00, now())");
            another.execute("insert into orders values (3, 30.00, now())");

            String user = source.user();
            assertThat(json(job).out().replaceAll("\"session\":\"\\d+\"", "\"session\":\"N\""))
                    .contains("\"horizon\":{\"at\":\"NOW\",\"lagMs\":0,\"visible\":true,\"problem\":null,"
                            + "\"remedy\":null},\"heldBack\":" + holder(user, "month-end") + ",\"holders\":["
                            + holder(user, "month-end") + "," + holder(user, "dunning") + "],\"queue\"");
            String text = job.run("status").out();
            assertThat(text)
                    .containsPattern("\nheld back by the transaction of session \\d+, user " + user
                            + ", application month-end, since \\S+Z, and 1 more\n");
            String horizon = text.replaceFirst("(?s).*\nhorizon (\\S+ \\S+)Z.*", "$1");
            assertThat(horizon).as("it stays where the runs have proven it").isLessThan(before.substring(2));
        }
        assertThat(job.run("status").out()).doesNotContain("held back");
    }

    private static String holder(String user, String application) {
        return "{\"session\":\"N\",\"user\":\"" + user + "\",\"application\":\"" + application
                + "\",\"since\":\"NOW\"}";
    }

    @Test
    void it_ends_with_4_while_dead_letters_of_the_job_wait() throws Exception {
        TestDatabase source = database(Engine.POSTGRESQL);
        TestDatabase target = database(Engine.POSTGRESQL);
        target.execute("alter table orders add check (amount >= 0)");
        Scenario job = Scenario.between(folder, source, target, ORDERS);
        send(job, 1);
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        // The run had nothing to wait for, and may have ended before the message came.
        job.run("apply", "--until-idle", "100ms", "-q");
        assertThat(json(job)).satisfies(run -> {
            assertThat(run.exitCode()).as("a message that is not of the job").isZero();
            assertThat(run.out()).contains("\"deadLetters\":{\"waiting\":0,\"foreign\":1,\"more\":false}");
        });

        source.execute("insert into orders values (1, -1.00, now())");
        assertThat(job.run("incremental", "-q").exitCode()).isEqualTo(4);
        assertThat(json(job)).satisfies(run -> {
            assertThat(run.exitCode()).isEqualTo(4);
            assertThat(run.out())
                    .contains("\"status\":\"rejected\",\"exitCode\":4,")
                    .contains("\"deadLetters\":{\"waiting\":1,\"foreign\":1,\"more\":false}");
        });
        assertThat(job.run("status").out())
                .contains("queue: empty · 1 dead letter, 1 of others\n")
                .contains("Look at the dead letters:  rowferry replay-dlq " + job.file() + " --list\n");
    }

    @Test
    void it_counts_what_waits_as_far_as_it_is_worth_it() throws Exception {
        Scenario job = Scenario.between(folder, database(Engine.POSTGRESQL), database(Engine.POSTGRESQL), "orders");
        send(job, 1_000);
        assertThat(job.run("status").out()).contains("\nqueue: 1 000 messages · ");
        send(job, 1);

        assertThat(json(job).out()).contains("\"queue\":{\"waiting\":1000,\"more\":true}");
        assertThat(job.run("status").out()).contains("\nqueue: 1 000+ messages · ");
    }

    @Test
    void L3_where_the_horizon_cannot_be_seen_it_says_what_would_help_and_goes_on() throws Exception {
        TestDatabase source = database(Engine.MARIADB);
        source.execute(
                "create table prices (id int primary key, updated_at timestamp(6) null)",
                "create table notes (id int primary key)",
                "create user looker_" + source.name() + "@'127.0.0.1' identified by 'looker'",
                "grant select on " + source.name() + ".* to looker_" + source.name() + "@'127.0.0.1'");
        TestDatabase target = database(Engine.POSTGRESQL);
        target.execute(
                "create table prices (id int primary key, updated_at timestamp(6))",
                "create table notes (id int primary key)");
        Scenario job = Scenario.between(
                folder,
                source.as("looker_" + source.name(), "looker"),
                target,
                ORDERS,
                "{table: prices, watermark: updated_at, horizon: lag(15m)}",
                "notes");
        assertThat(job.run("full-sync", "-q", "--table", "prices").exitCode()).isZero();

        CommandRun all = json(job);
        assertThat(all.exitCode()).as(all.err()).isZero();
        assertThat(all.out())
                .contains("\"tables\":[" + table("orders", false, true) + "," + table("prices", true, false) + ","
                        + table("notes", false, true) + "]")
                .contains(
                        "\"horizon\":{\"at\":null,\"lagMs\":null,\"visible\":false,\"problem\":\"the transactions that"
                                + " are open in the source cannot be seen")
                .contains("\"remedy\":\"GRANT PROCESS ON *.* TO 'looker_" + source.name() + "'@'127.0.0.1';")
                .contains("\"heldBack\":null,\"holders\":[]" + REST + ",\"runs\":[" + run("full-sync") + "]");
        assertThat(job.run("status").out())
                .contains("\n  orders  no watermark yet\n")
                .containsPattern("\n  prices  watermark \\S+ \\S+Z, 15 min \\d+ s behind \\(unproven\\)\n")
                .contains("\n  notes   no watermark: in the job, so that full-sync alone carries it\n")
                .contains("\nhorizon: the transactions that are open in the source cannot be seen")
                .contains("\n    GRANT PROCESS ON *.* TO ");
        assertThat(json(job, "--table", "prices").out())
                .contains("\"tables\":[" + table("prices", true, false) + "],\"horizon\":null,\"heldBack\":null,");
    }

    @ParameterizedTest
    @EachEngine
    void a_run_without_an_end_is_running_while_its_lock_is_held_and_not_ended_after(Engine engine) throws Exception {
        TestDatabase target = database(engine);
        Scenario job = Scenario.between(folder, database(Engine.POSTGRESQL), target, ORDERS);
        assertThat(job.run("full-sync", "-q").exitCode()).isZero();
        try (Database state = Database.open(new Login(target.jdbcUrl(), target.user(), target::password), 3)) {
            RunLedger runs = new RunLedger(state, Clock.systemUTC());
            Run killed = runs.begin("crm", 4, "incremental", () -> "").run();
            Run going;
            try (RoleLock lock = RoleLock.take(
                    state, "crm", "incremental", "process 1 of nobody on moon", Clock.systemUTC(), Duration.ZERO)) {
                going = runs.begin("crm", 4, "incremental", () -> "").run();
                assertThat(json(job).out())
                        .contains("\"runs\":[{\"run\":\"RUN\",\"command\":\"incremental\",\"startedAt\":\"NOW\","
                                + "\"endedAt\":null,\"exitCode\":null},")
                        .endsWith(",\"locks\":[{\"role\":\"incremental\",\"holder\":\"process 1 of nobody on moon\","
                                + "\"since\":\"NOW\"}]}\n");
                assertThat(job.run("status").out())
                        .containsPattern(going.name() + "  \\S+ \\S+Z  running\n")
                        .containsPattern(killed.name() + "  \\S+ \\S+Z  not ended\n")
                        .containsPattern("\nincremental is held by process 1 of nobody on moon since \\S+ \\S+Z\n");
                lock.check();
            }
            assertThat(job.run("status").out())
                    .containsPattern(going.name() + "  \\S+ \\S+Z  not ended\n")
                    .doesNotContain("is held by");
        }
    }

    @Test
    void a_job_that_only_applies_has_no_horizon() throws Exception {
        TestDatabase target = database(Engine.POSTGRESQL);
        CommandRun run = status(BadInput.target(target), bus());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out())
                .matches("crm · status\n  orders  no watermark yet\nqueue: empty · no dead letters\nIt has [^\n]+\n");
    }

    @Test
    void a_job_that_only_sends_must_say_where_its_state_is() throws Exception {
        TestDatabase source = database(Engine.POSTGRESQL);
        CommandRun run = status(BadInput.source(source), bus());

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err())
                .contains(" has neither target: nor state:, where watermarks and runs are kept")
                .contains("Add one of them, with url:, user: and password:.");
        run = status(
                BadInput.source(source),
                BadInput.source(database(Engine.MARIADB))
                        .replaceFirst("source", "state")
                        .replace(", zone: UTC", ""),
                bus());
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).contains("\nIt has never run.");
    }

    @Test
    void without_a_bus_it_ends_with_8() throws Exception {
        TestDatabase source = database(Engine.POSTGRESQL);
        String away = "bus: {connection: 'Endpoint=sb://127.0.0.1:1;SharedAccessKeyName=n;SharedAccessKey=k;"
                + "UseDevelopmentEmulator=true', queue: away}";
        CommandRun run = status(BadInput.source(source), BadInput.target(source), away);

        assertThat(run.exitCode()).isEqualTo(8);
        assertThat(run.err()).contains("Service Bus cannot be reached at 127.0.0.1:1");
    }

    private static String bus() {
        return "bus: {connection: '" + SharedBroker.connection() + "', queue: " + SharedBroker.freshQueue() + "}";
    }

    private CommandRun status(String... settings) throws IOException {
        Path file = Files.writeString(
                folder.resolve("one-sided.yaml"),
                "job: crm\n" + String.join("\n", settings) + "\ntables: [{table: orders, watermark: updated_at}]\n");
        return CommandRun.of("status", file.toString());
    }
}
