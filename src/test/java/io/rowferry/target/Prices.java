package io.rowferry.target;

import static java.util.stream.Collectors.joining;

import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Rows;
import io.rowferry.table.TableName;
import io.rowferry.target.ColumnLanding.Landed;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A target with a table of prices, upserts and deletes made for it, and writers that apply them. */
final class Prices implements AutoCloseable {
    private static final TableName PRICES = new TableName(null, "prices");
    private static final Column ID = new Column("id", ColumnType.integer(64), true);
    private static final Column PRICE = new Column("price", ColumnType.decimal(12, 2), true);
    private static final Column STAMP = new Column("updated_at", ColumnType.temporal(Kind.INSTANT, 6), true);

    final TestDatabase database;
    private final Database opened;
    private final boolean versioned;
    private final List<LaneWriter> writers = new ArrayList<>();

    /** @param versioned whether {@code updated_at} is the version; else the order alone decides */
    Prices(Engine engine, boolean versioned) throws SQLException {
        this.versioned = versioned;
        database = Servers.of(engine).freshDatabase();
        database.execute("CREATE TABLE prices (id bigint PRIMARY KEY, price decimal(12,2), updated_at "
                + (engine == Engine.POSTGRESQL ? "timestamptz(6)" : "datetime(6)") + ")");
        opened = Database.open(new Login(database.jdbcUrl(), database.user(), database::password), 4);
        LedgerSchema.prepare(opened);
    }

    LaneWriter writer(String job) {
        LaneWriter writer = new LaneWriter(
                opened,
                job,
                Clock.systemUTC(),
                new NamedParts(),
                NamedParts.AT_ONCE,
                (form, column) -> new Landed(new Carried(column, form), null));
        writers.add(writer);
        return writer;
    }

    /** A stamp of that many minutes; null for null. */
    static @Nullable String stamp(@Nullable Integer minutes) {
        return minutes == null
                ? null
                : String.format(Locale.ROOT, "2026-01-01 %02d:%02d:00.000000", minutes / 60, minutes % 60);
    }

    /** Rows of these keys, all with that price and stamp. */
    RowsToWrite upsert(Order order, String price, @Nullable Integer minutes, long... ids) {
        return batch(
                Operation.UPSERT,
                order,
                List.of(ID, PRICE, STAMP),
                Arrays.stream(ids)
                        .mapToObj(id -> row(Long.toString(id), price, stamp(minutes)))
                        .toList());
    }

    /** All gone at that stamp. */
    RowsToWrite delete(Order order, @Nullable Integer minutes, long... ids) {
        return delete(
                order, minutes, Arrays.stream(ids).mapToObj(Long::toString).toArray(String[]::new));
    }

    /** The same, by the keys' texts. */
    RowsToWrite delete(Order order, @Nullable Integer minutes, String... ids) {
        return batch(
                Operation.DELETE,
                order,
                versioned ? List.of(ID, STAMP) : List.of(ID),
                Stream.of(ids)
                        .map(id -> versioned ? row(id, stamp(minutes)) : row(id))
                        .toList());
    }

    /** The same rows under an id that nobody has seen. */
    RowsToWrite again(RowsToWrite batch, String id) {
        return copy(batch, id, batch.table());
    }

    /** The same rows for another table. */
    RowsToWrite in(TableName table, RowsToWrite batch) {
        return copy(batch, table + " " + batch.id(), table);
    }

    private static RowsToWrite copy(RowsToWrite batch, String id, TableName table) {
        return new RowsToWrite(
                id,
                batch.checksum(),
                batch.attempt(),
                batch.parentsSettled(),
                batch.order(),
                table,
                batch.operation(),
                batch.columns(),
                batch.key(),
                batch.version(),
                batch.fingerprint(),
                null,
                batch.rows());
    }

    private RowsToWrite batch(Operation operation, Order order, List<Column> columns, List<@Nullable String[]> rows) {
        String content = rows.stream().map(Arrays::toString).collect(joining());
        return new RowsToWrite(
                operation + " " + order.run() + "/" + order.sequence(),
                Integer.toHexString(content.hashCode()),
                1,
                true,
                order,
                PRICES,
                operation,
                columns,
                List.of("id"),
                versioned ? "updated_at" : null,
                operation.label(),
                null,
                Rows.of(rows));
    }

    private static @Nullable String[] row(@Nullable String... values) {
        return values;
    }

    /** Puts rows there that no job has written. */
    void insert(String price, @Nullable Integer minutes, long... ids) throws SQLException {
        String stamp = stamp(minutes);
        String values = Arrays.stream(ids)
                .mapToObj(id -> "(" + id + ", " + price + ", " + (stamp == null ? "NULL" : "'" + stamp + "'") + ")")
                .collect(joining(", "));
        database.execute("INSERT INTO prices VALUES " + values);
    }

    /** Every row, as key and price. */
    List<String> rows() throws SQLException {
        return database.query("SELECT id, price FROM prices ORDER BY id").stream()
                .map(row -> row.get(0) + ":" + row.get(1))
                .toList();
    }

    /** Every tombstone, as key, run and sequence. */
    List<String> tombstones() throws SQLException {
        return database
                .query("SELECT row_key, run, sequence FROM " + opened.engine().ledgerTable("tombstones")
                        + " ORDER BY run, sequence, row_key")
                .stream()
                .map(row -> String.join("/", row.stream().map(String::valueOf).toList()))
                .toList();
    }

    @Override
    public void close() {
        writers.forEach(LaneWriter::close);
        opened.close();
    }
}
