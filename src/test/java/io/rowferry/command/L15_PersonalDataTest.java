package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Values are planted in columns that must not leave the source, and looked for in everything that comes out of a run. */
class L15_PersonalDataTest {
    private static final List<String> PLANTED =
            List.of("Zq-Annabel", "Zq-555-0100", "Zq-secret-note", "Zq-salary", "77001234");
    private static final long PATIENCE = Duration.ofSeconds(30).toNanos();
    private static final String KEY = "Zq-mask-key-0123456789";

    private static final String CUSTOMERS =
            "{table: customers, watermark: at, lane: region, where: \"note <> 'other'\","
                    + " target-where: \"coalesce(city, '') <> 'elsewhere'\", columns: {drop: [note, region], rename: {town: city},"
                    + " mask: {name: keep-first, phone: hmac, salary: constant(0), code: null}}}";

    @TempDir
    Path folder;

    private TestDatabase source;
    private TestDatabase target;
    private Scenario job;

    @BeforeEach
    void plant() throws SQLException, IOException {
        source = Servers.postgres().freshDatabase();
        target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table customers (id int primary key, name text, phone text, note text, region text, salary int,"
                        + " code text, town varchar(20), at timestamptz not null default now() - interval '1 hour')",
                "insert into customers select i, 'Zq-Annabel' || i, 'Zq-555-0100', 'Zq-secret-note', 'Zq-region' || i % 7,"
                        + " 77001234, 'Zq-salary', 'town' || i from generate_series(1, 500) i",
                "insert into customers values (501, null, null, 'other', 'r', null, null, 'left out')",
                "insert into customers values (502, null, null, 'x', null, null, null, null)",
                // Refused by the target: too long.
                "insert into customers values (503, 'Zq-Annabel', 'Zq-555-0100', 'Zq-secret-note', 'Zq', 1, 'Zq-salary', 'a-very-long-town')");
        target.execute(
                "create table customers (id int primary key, name varchar(9), phone char(64), salary int not null,"
                        + " code text, city varchar(10), at timestamp(6) not null default current_timestamp(6))");
        job = Scenario.between(folder, source, target, CUSTOMERS).setting("mask-key: " + KEY);
    }

    @Test
    void L15_nothingDroppedOrMaskedLeavesTheSource() throws Exception {
        CommandRun run = job.run("full-sync", "-v", "--stacktrace", "--output", "json");
        assertThat(run.exitCode()).as(run.err()).isEqualTo(4);
        StringBuilder everything = new StringBuilder();
        CompletableFuture<CommandRun> again;
        // While the lanes are locked in the ledger, messages wait in the queue, where they can be looked at.
        try (Connection lock = target.connect();
                Statement statement = lock.createStatement()) {
            lock.setAutoCommit(false);
            statement.execute("select * from rowferry_lanes for update");
            again = CompletableFuture.supplyAsync(() -> job.run("full-sync", "-q"));
            everything.append(messages());
            lock.rollback();
        }
        assertThat(again.join().exitCode()).isEqualTo(4);
        assertThat(everything).contains("town499").contains("\"name\":\"city\"");
        for (CommandRun each : List.of(
                run,
                job.run("full-sync", "--dry-run"),
                job.run("verify", "-v"),
                job.run("replay-dlq", "--list"),
                job.run("full-sync", "-v"))) {
            everything.append(each.out()).append(each.err());
        }
        everything.append(target.query("select * from customers"));
        for (List<?> table : target.query("show tables like 'rowferry%'")) {
            everything.append(target.query("select * from " + table.get(0)));
        }
        everything.append(files());
        assertThat(everything.toString())
                .doesNotContain(PLANTED)
                .doesNotContain(KEY)
                .doesNotContain("Zq-region");
        assertThat(target.query(
                                "select name, salary, code, length(phone), city from customers where id in (1, 502) order by id")
                        .toString())
                .isEqualTo("[[Z***, 0, null, 64, town1], [null, 0, null, null, null]]");
        assertThat(target.count("customers")).isEqualTo(501);
    }

    @Test
    void L15_verifyKnowsMasksAndFilters() throws SQLException {
        source.execute("delete from customers where id = 503");
        assertThat(job.sync().exitCode()).isZero();
        target.execute("insert into customers values (900, null, null, 0, null, 'elsewhere', now())");

        assertThat(job.verify().exitCode()).isZero();
        target.execute("update customers set name = 'X***' where id = 5");
        assertThat(job.verify().exitCode()).isEqualTo(3);
        CommandRun diff = job.run("diff", "--table", "customers");
        assertThat(diff.out()).contains("\"*\",\"5\",\"name\",\"Z***\",\"X***\"\n");
        // Copied before the column was masked.
        target.execute("update customers set name = 'Zq-Ann' where id = 5");
        CommandRun plain = job.run("diff", "--table", "customers");
        assertThat(plain.out()).contains("\"*\",\"5\",\"name\",\"Z***\",\"***\"\n");
        assertThat(job.run("verify", "--output", "json").out()).doesNotContain(PLANTED);
        CommandRun mended = job.run("verify", "--repair", "-v");
        assertThat(mended.exitCode()).as(mended.err()).isZero();
        assertThat(diff.out() + mended.out() + mended.err())
                .doesNotContain(PLANTED)
                .doesNotContain(KEY);
        assertThat(job.verify().exitCode()).isZero();
        assertThat(job.sync().out()).contains("\"applied\":0");
    }

    /** A server's own words may quote the value that it could not work on. */
    @Test
    void L15_anErrorOfTheSourceQuotesNoValue() throws IOException {
        Scenario bad = Scenario.between(
                        folder, source, target, CUSTOMERS.replace("note <> 'other'", "cast(note as int) > 1"))
                .setting("mask-key: " + KEY);

        CommandRun run = bad.run("full-sync", "-v", "--stacktrace");

        assertThat(run.exitCode()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).contains("refused a value (SQLSTATE 22P02) while reading customers");
        assertThat(run.out() + run.err()).doesNotContain(PLANTED);
    }

    private String messages() throws IOException {
        StringBuilder bodies = new StringBuilder();
        long end = System.nanoTime() + PATIENCE;
        try (ServiceBusReceiverClient client = new ServiceBusClientBuilder()
                .connectionString(SharedBroker.connection())
                .receiver()
                .queueName(job.queue())
                .buildClient()) {
            // The four lanes hold seven regions; all are sent once the town of the last row was.
            while (!bodies.toString().contains("town499")) {
                assertThat(System.nanoTime()).as("messages come").isLessThan(end);
                LockSupport.parkNanos(50_000_000);
                bodies.setLength(0);
                for (ServiceBusReceivedMessage message : client.peekMessages(100, 1)) {
                    bodies.append(message.getApplicationProperties()).append(message.getMessageId());
                    if (message.getApplicationProperties().get("rf_rows") == null) {
                        bodies.append(message.getBody()); // the run's manifest
                        continue;
                    }
                    GZIPInputStream body = new GZIPInputStream(message.getBody().toStream());
                    bodies.append(new String(body.readAllBytes(), StandardCharsets.UTF_8));
                }
            }
        }
        return bodies.toString();
    }

    private String files() throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.filter(Files::isRegularFile)
                    .filter(path -> !path.toString().endsWith(".yaml"))
                    .toList()) {
                all.append(Files.readString(path, StandardCharsets.ISO_8859_1));
            }
        }
        return all.toString();
    }
}
