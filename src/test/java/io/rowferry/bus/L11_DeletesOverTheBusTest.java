package io.rowferry.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.rowferry.apply.Appliers;
import io.rowferry.apply.ApplySettings;
import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.ledger.CountLedger;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.ledger.Run;
import io.rowferry.plan.Fingerprint;
import io.rowferry.servers.Beside;
import io.rowferry.servers.LocalNamespace;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Reason;
import io.rowferry.table.RowCounts;
import io.rowferry.table.Rows;
import io.rowferry.table.TableName;
import io.rowferry.target.ColumnLanding.Landed;
import io.rowferry.target.LaneWriter;
import io.rowferry.target.NamedParts;
import io.rowferry.target.PartIds;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch of deletes on its whole way: through the client and a broker, into the target, and what it refuses back out. */
@Beside
class L11_DeletesOverTheBusTest {
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(60);
    private static final TableName PRICES = new TableName(null, "prices");

    @TempDir
    private Path folder;

    @Test
    void L11_aDeleteArrivesAndWhatIsRefusedIsStillADelete() throws Exception {
        TestDatabase target = Servers.postgres().freshDatabase();
        target.execute(
                "CREATE TABLE prices (id bigint PRIMARY KEY, updated_at timestamptz)",
                "INSERT INTO prices SELECT i, '2026-01-01 00:00:00Z' FROM generate_series(1, 3) i",
                "CREATE TABLE order_lines (price_id bigint REFERENCES prices (id))",
                "INSERT INTO order_lines VALUES (3)");
        try (Broker broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC()));
                Database database = Database.open(new Login(target.jdbcUrl(), target.user(), target::password), 4)) {
            LedgerSchema.prepare(database);
            BusAddress address = new BusAddress(LocalNamespace.connection(broker.port()), "deletes");
            try (ServiceBusQueue bus = ServiceBusQueue.open(address);
                    Appliers appliers = Appliers.start(1, 1, SETTINGS, bus, () -> writer(database));
                    ServiceBusSenderClient sender = ServiceBusQueue.builder(address)
                            .sender()
                            .queueName(address.queue())
                            .buildClient()) {
                bus.send(delete(new Order(1, 1), "1", "3", "9"));
                ServiceBusMessage unknown = Attributes.write(delete(new Order(1, 2), "2"));
                unknown.getApplicationProperties().put("rf_operation", "truncate");
                sender.sendMessage(unknown);

                List<DeadLetter> letters = deadLetters(address, 2, appliers);

                assertThat(letters)
                        .extracting(DeadLetter::reason)
                        .containsExactlyInAnyOrder("parent-missing", "corrupt");
                for (DeadLetter letter : letters) {
                    BatchMessage part = letter.batch();
                    assertThat(part == null).isEqualTo(letter.reason().equals("corrupt"));
                    if (part != null) {
                        assertThat(part.operation()).isEqualTo(Operation.DELETE);
                        assertThat(part.body().rows()).isEqualTo(1);
                    }
                }
            }
            assertThat(target.query("SELECT id FROM prices ORDER BY id")).containsExactly(List.of("2"), List.of("3"));
            assertThat(new CountLedger(database).counts(new Run("job", 1, "run")))
                    .containsEntry(PRICES, new RowCounts(0, 1, 0, 1, 1, 0));
        }
    }

    /** As a run makes them. */
    private static final class HashedParts implements PartIds {
        @Override
        public String retried(String batch) {
            return BatchMessage.retriedId(batch);
        }

        @Override
        public String refused(String batch, int attempt, Reason reason) {
            return BatchMessage.refusedId(batch, attempt, reason);
        }
    }

    private static final ApplySettings SETTINGS = new ApplySettings(
            "job", Set.of(PRICES), Duration.ofSeconds(1), 2, Duration.ofSeconds(10), Clock.systemUTC());

    private static LaneWriter writer(Database database) {
        return new LaneWriter(
                database,
                "job",
                Clock.systemUTC(),
                new HashedParts(),
                NamedParts.AT_ONCE,
                (form, column) -> new Landed(new Carried(column, form), null));
    }

    private static BatchMessage delete(Order order, String... ids) {
        List<Column> columns = List.of(
                new Column("id", ColumnType.integer(64), true),
                new Column("updated_at", ColumnType.temporal(Kind.INSTANT, 6), true));
        List<@Nullable String[]> rows = new ArrayList<>();
        for (String id : ids) {
            rows.add(new @Nullable String[] {id, "2026-01-02 00:00:00.000000"});
        }
        PackedBody body = BodyWriter.pack(new BatchBody(columns, List.of("id"), "updated_at", Rows.of(rows)));
        String fingerprint = Fingerprint.of(columns, List.of("id"), "updated_at");
        return BatchMessage.batch("job", "run", order, 0, PRICES, Operation.DELETE, fingerprint, true, body);
    }

    private static List<DeadLetter> deadLetters(BusAddress address, int many, Appliers appliers) {
        List<DeadLetter> letters = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE;
        try (DeadLetterQueue queue = DeadLetterQueue.open(address)) {
            while (letters.size() < many) {
                assertThat(System.nanoTime())
                        .as("waiting for " + many + " dead letters")
                        .isLessThan(end);
                LockSupport.parkNanos(100_000_000);
                appliers.check();
                letters.clear();
                queue.peekAll(letters::add);
            }
        }
        return letters;
    }
}
