package io.rowferry.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.servers.Beside;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.table.RowCounts;
import io.rowferry.table.Rows;
import io.rowferry.table.TableName;
import io.rowferry.target.ColumnLanding.Landed;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys that are texts, which servers compare by the collations of their columns. */
@Beside
class TextKeysTest {
    private static final Column SKU = new Column("sku", ColumnType.text(20), true);
    private static final Column NOTE = new Column("note", ColumnType.text(20), true);

    @ParameterizedTest
    @EachEngine
    void L4_aColumnMayHaveACollationOfItsOwn(Engine engine) throws SQLException {
        String collation = engine == Engine.POSTGRESQL ? "COLLATE \"POSIX\"" : "COLLATE utf8mb4_bin";
        TestDatabase database = Servers.of(engine).freshDatabase();
        database.execute(
                "CREATE TABLE items (sku varchar(20) " + collation + " PRIMARY KEY, note varchar(20) " + collation
                        + ")",
                "INSERT INTO items VALUES ('a', 'old'), ('b', 'same'), ('d', 'gone')");
        try (Database opened = open(database);
                LaneWriter writer = writer(opened)) {
            assertThat(writer.apply(0, List.of(upsert(1, "a", "b", "c"), delete(2, "d", "e"))))
                    .extracting(Outcome::counts)
                    .containsExactly(new RowCounts(2, 1, 0, 0, 0, 0), new RowCounts(0, 1, 0, 1, 0, 0));
        }
        assertThat(database.query("SELECT sku, note FROM items ORDER BY sku"))
                .containsExactly(List.of("a", "same"), List.of("b", "same"), List.of("c", "same"));
    }

    /** To the server it is the same row, to the source it is not. */
    @ParameterizedTest
    @EachEngine
    void L8_aKeyThatIsAnothersButForItsCaseIsRefusedAlone(Engine engine) throws SQLException {
        TestDatabase database = folding(engine);
        database.execute(
                "CREATE TABLE items (sku varchar(20) " + collation(engine) + " PRIMARY KEY, note varchar(20))",
                "INSERT INTO items VALUES ('a', 'old'), ('b', 'old')");
        try (Database opened = open(database);
                LaneWriter writer = writer(opened)) {
            List<Outcome> outcomes = writer.apply(0, List.of(upsert(1, "A", "c"), delete(2, "A", "b")));

            assertThat(outcomes)
                    .extracting(Outcome::counts)
                    .containsExactly(new RowCounts(1, 0, 0, 0, 0, 1), new RowCounts(0, 0, 0, 1, 0, 1));
            assertThat(outcomes)
                    .flatExtracting(NamedParts::rows)
                    .extracting(Rejection::key, Rejection::reason)
                    .containsOnly(tuple("A", Reason.UNIQUE));
        }
        assertThat(database.query("SELECT sku, note FROM items ORDER BY sku"))
                .containsExactly(List.of("a", "old"), List.of("c", "same"));
    }

    /** A citext is compared as text beside a text, and by its letters alone in its index. */
    @ParameterizedTest
    @ValueSource(strings = {"public", "elsewhere"})
    void L4_aCitextKeyThatIsAnotherRowsIsRefusedAlone(String schema) throws SQLException {
        TestDatabase database = Servers.postgres().freshDatabase();
        database.execute(
                "CREATE SCHEMA IF NOT EXISTS " + schema,
                "CREATE EXTENSION citext SCHEMA " + schema,
                "CREATE DOMAIN email AS " + schema + ".citext CHECK (VALUE NOT LIKE '% %')",
                "CREATE TABLE items (sku email PRIMARY KEY, note varchar(20))",
                "INSERT INTO items VALUES ('a', 'old'), ('b', 'old')");
        try (Database opened = open(database);
                LaneWriter writer = writer(opened)) {
            List<Outcome> outcomes =
                    writer.apply(0, List.of(upsert(1, "A", "b", "c"), delete(2, "A", "b", "D"), upsert(3, "c")));

            assertThat(outcomes)
                    .extracting(Outcome::counts)
                    .containsExactly(
                            new RowCounts(2, 0, 0, 0, 0, 1),
                            new RowCounts(0, 1, 0, 1, 0, 1),
                            new RowCounts(0, 1, 0, 0, 0, 0));
            assertThat(outcomes)
                    .flatExtracting(NamedParts::rows)
                    .extracting(Rejection::key, Rejection::reason)
                    .containsOnly(tuple("A", Reason.UNIQUE));
        }
        assertThat(database.query("SELECT sku, note FROM items ORDER BY sku"))
                .containsExactly(List.of("a", "old"), List.of("c", "same"));
    }

    /** Neither is there before, so that no join can find one for the other. */
    @ParameterizedTest
    @EachEngine
    void L8_ofTwoKeysThatTheTargetTakesForOneTheSecondIsRefused(Engine engine) throws SQLException {
        TestDatabase database = folding(engine);
        database.execute(
                "CREATE TABLE items (sku varchar(20) " + collation(engine) + " PRIMARY KEY, note varchar(20))");
        try (Database opened = open(database);
                LaneWriter writer = writer(opened)) {
            Outcome outcome =
                    writer.apply(0, List.of(upsert(1, "a", "b", "A", "c"))).get(0);

            assertThat(outcome.counts()).isEqualTo(new RowCounts(3, 0, 0, 0, 0, 1));
            assertThat(NamedParts.rows(outcome))
                    .extracting(Rejection::key, Rejection::reason)
                    .containsExactly(tuple("A", Reason.UNIQUE));
        }
        assertThat(database.query("SELECT sku FROM items ORDER BY sku"))
                .containsExactly(List.of("a"), List.of("b"), List.of("c"));
    }

    /** What is absent is written there without a second look at what else there is. */
    @ParameterizedTest
    @EachEngine
    void L8_soItIsWhereTheKeyIsAllThereIsAndInALateBatch(Engine engine) throws SQLException {
        TestDatabase database = folding(engine);
        database.execute(
                "CREATE TABLE items (sku varchar(20) " + collation(engine) + " PRIMARY KEY, note varchar(20))");
        try (Database opened = open(database);
                LaneWriter writer = writer(opened)) {
            RowsToWrite keys = batch(2, Operation.UPSERT, List.of(SKU), "a", "b", "A", "c");
            List<Outcome> outcomes = writer.apply(0, List.of(keys, upsert(1, "d", "e", "D", "a")));

            assertThat(outcomes)
                    .extracting(Outcome::counts)
                    .containsExactly(new RowCounts(3, 0, 0, 0, 0, 1), new RowCounts(2, 0, 1, 0, 0, 1));
            assertThat(outcomes)
                    .flatExtracting(NamedParts::rows)
                    .extracting(Rejection::key, Rejection::reason)
                    .containsExactly(tuple("A", Reason.UNIQUE), tuple("D", Reason.UNIQUE));
        }
    }

    /** The other row is there only when the insert has waited for it. */
    @ParameterizedTest
    @EnumSource
    void L4_aRowThatAnotherWriterHasJustInsertedIsNotOverwrittenByAnotherKeys(Meeting meeting) throws Exception {
        TestDatabase database = folding(Engine.POSTGRESQL);
        database.execute("CREATE TABLE items (sku varchar(20) COLLATE folding PRIMARY KEY, note varchar(20))");
        try (Database opened = open(database);
                LaneWriter writer = writer(opened);
                Connection other = database.connect();
                Statement inserting = other.createStatement()) {
            writer.probe();
            other.setAutoCommit(false);
            inserting.execute("INSERT INTO items VALUES ('a', 'theirs')");
            String[] skus = meeting.skus();
            CompletableFuture<Outcome> applying = CompletableFuture.supplyAsync(
                    () -> writer.apply(0, List.of(upsert(1, skus))).get(0));
            awaitLockWait(database);
            other.commit();

            assertThat(applying.get(60, TimeUnit.SECONDS).counts()).isEqualTo(meeting.counts());
        }
        assertThat(database.query("SELECT sku, note FROM items WHERE sku = 'a'"))
                .containsExactly(List.of("a", meeting == Meeting.SAME_KEY ? "same" : "theirs"));
    }

    private enum Meeting {
        SAME_KEY,
        OTHER_KEY,
        OTHER_KEY_AMONG_OTHERS;

        String[] skus() {
            return switch (this) {
                case SAME_KEY -> new String[] {"a"};
                case OTHER_KEY -> new String[] {"A"};
                case OTHER_KEY_AMONG_OTHERS -> new String[] {"0", "A", "b"};
            };
        }

        RowCounts counts() {
            return switch (this) {
                case SAME_KEY -> new RowCounts(1, 0, 0, 0, 0, 0);
                case OTHER_KEY -> new RowCounts(0, 0, 0, 0, 0, 1);
                case OTHER_KEY_AMONG_OTHERS -> new RowCounts(2, 0, 0, 0, 0, 1);
            };
        }
    }

    private static void awaitLockWait(TestDatabase database) throws SQLException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String waiting =
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'";
        while (database.query(waiting).isEmpty()) {
            assertThat(System.nanoTime()).as("an insert that waits").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
    }

    /** Without an index every row of the target is read for every row that arrives. */
    @Test
    void L10_anIndexOnATextServesInPostgreSql() throws SQLException {
        TestDatabase database = Servers.postgres().freshDatabase();
        database.execute(
                "CREATE TABLE items (sku varchar(20) PRIMARY KEY, note varchar(20))",
                "INSERT INTO items SELECT 'sku-' || i, 'old' FROM generate_series(1, 20000) i",
                "VACUUM ANALYZE items");
        String[] skus =
                IntStream.rangeClosed(101, 200).mapToObj(i -> "sku-" + i).toArray(String[]::new);
        try (Database opened = open(database);
                LaneWriter writer = writer(opened)) {
            assertThat(writer.apply(0, List.of(upsert(1, skus), delete(2, skus))))
                    .extracting(Outcome::counts)
                    .containsExactly(new RowCounts(100, 0, 0, 0, 0, 0), new RowCounts(0, 0, 0, 100, 0, 0));
        }
        // A session tells what it has done when it has ended, a moment after its client has gone.
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        String deleted = "SELECT 1 FROM pg_stat_user_tables WHERE relname = 'items' AND n_tup_del = 100";
        while (database.query(deleted).isEmpty()) {
            assertThat(System.nanoTime()).as("statistics of the deletes").isLessThan(end);
            LockSupport.parkNanos(20_000_000);
        }
        // The look before the index was made, and the statistics, are all that read the table from end to end.
        assertThat(database.query("SELECT seq_tup_read <= 20000 FROM pg_stat_user_tables WHERE relname = 'items'"))
                .containsExactly(List.of("t"));
    }

    /** With a {@link #collation} that takes texts for the same which differ in their case. */
    private static TestDatabase folding(Engine engine) throws SQLException {
        TestDatabase database = Servers.of(engine).freshDatabase();
        if (engine == Engine.POSTGRESQL) {
            database.execute(
                    "CREATE COLLATION folding (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        }
        return database;
    }

    private static String collation(Engine engine) {
        return "COLLATE " + (engine == Engine.POSTGRESQL ? "folding" : "utf8mb4_general_ci");
    }

    private static Database open(TestDatabase database) {
        Database opened = Database.open(new Login(database.jdbcUrl(), database.user(), database::password), 2);
        LedgerSchema.prepare(opened);
        return opened;
    }

    private static LaneWriter writer(Database database) {
        return new LaneWriter(
                database,
                "job",
                Clock.systemUTC(),
                new NamedParts(),
                NamedParts.AT_ONCE,
                // As it is declared there, so that its collation is known.
                (form, column) -> new Landed(new Carried(column, form), null));
    }

    private static RowsToWrite upsert(long sequence, String... skus) {
        return batch(sequence, Operation.UPSERT, List.of(SKU, NOTE), skus);
    }

    private static RowsToWrite delete(long sequence, String... skus) {
        return batch(sequence, Operation.DELETE, List.of(SKU), skus);
    }

    private static RowsToWrite batch(long sequence, Operation operation, List<Column> columns, String... skus) {
        List<@Nullable String[]> rows = List.of(skus).stream()
                .map(sku -> columns.size() == 1 ? row(sku) : row(sku, "same"))
                .toList();
        return new RowsToWrite(
                "batch-" + sequence,
                "checksum",
                1,
                true,
                new Order(1, sequence),
                new TableName(null, "items"),
                operation,
                columns,
                List.of("sku"),
                null,
                operation.label() + columns.size(),
                null,
                Rows.of(rows));
    }

    private static @Nullable String[] row(@Nullable String... values) {
        return values;
    }
}
