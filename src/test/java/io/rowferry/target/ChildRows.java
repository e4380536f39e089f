package io.rowferry.target;

import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.ledger.CountLedger;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.ledger.Run;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.RowCounts;
import io.rowferry.table.Rows;
import io.rowferry.table.TableName;
import io.rowferry.target.ColumnLanding.Landed;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;

/** Rows of a target that have a parent each, and what applies them. */
abstract class ChildRows {
    static final int LANE = 0;
    static final TableName LINES = new TableName(null, "lines_");
    static final List<Column> COLUMNS = List.of(
            new Column("id", ColumnType.integer(64), true),
            new Column("order_id", ColumnType.integer(64), true),
            new Column("place", ColumnType.integer(64), true),
            new Column("version", ColumnType.integer(64), true));

    private @Nullable TestDatabase database;
    private @Nullable Database opened;

    @Nullable
    LaneWriter writer;

    void target(Engine engine, RefusalRules rules) throws SQLException {
        target(engine, rules, "");
    }

    void target(Engine engine, RefusalRules rules, String checked) throws SQLException {
        TestDatabase fresh = Servers.of(engine).freshDatabase();
        fresh.execute(
                "CREATE TABLE orders (id bigint PRIMARY KEY)",
                "INSERT INTO orders VALUES (1)",
                "CREATE TABLE lines_ (id bigint PRIMARY KEY, order_id bigint, place bigint UNIQUE, version bigint,"
                        + " FOREIGN KEY (order_id) REFERENCES orders (id)" + checked + ")");
        database = fresh;
        Database open = Database.open(new Login(fresh.jdbcUrl(), fresh.user(), fresh::password), 4);
        LedgerSchema.prepare(open);
        opened = open;
        writer = new LaneWriter(
                open,
                "job",
                Clock.systemUTC(),
                new NamedParts(),
                rules,
                (form, column) -> new Landed(new Carried(column, form), null));
    }

    @AfterEach
    void close() {
        if (writer != null && opened != null) {
            writer.close();
            opened.close();
        }
    }

    static RowsToWrite lines(long sequence, long[]... rows) {
        return batch("batch-" + sequence, 1, sequence, false, rows);
    }

    static RowsToWrite batch(String id, int attempt, long sequence, boolean parentsSettled, long[]... rows) {
        return new RowsToWrite(
                id,
                "checksum",
                attempt,
                parentsSettled,
                new Order(7, sequence),
                LINES,
                Operation.UPSERT,
                COLUMNS,
                List.of("id"),
                "version",
                "f",
                null,
                Rows.of(Arrays.stream(rows)
                        .map(row -> Arrays.stream(row).mapToObj(Long::toString).toArray(String[]::new))
                        .toList()));
    }

    /** A part with rows of a batch, at an attempt. */
    static RowsToWrite again(RowsToWrite batch, int attempt, long[]... rows) {
        return batch(batch.id() + " again", attempt, batch.order().sequence(), batch.parentsSettled(), rows);
    }

    static long[] line(long id, long order, long place, long version) {
        return new long[] {id, order, place, version};
    }

    Outcome apply(RowsToWrite batch) {
        if (writer == null) {
            throw new IllegalStateException("no target");
        }
        return writer.apply(LANE, List.of(batch)).get(0);
    }

    void execute(String sql) throws SQLException {
        if (database == null) {
            throw new IllegalStateException("no target");
        }
        database.execute(sql);
    }

    List<List<@Nullable String>> stored() throws SQLException {
        if (database == null) {
            throw new IllegalStateException("no target");
        }
        return database.query("SELECT id, order_id, place, version FROM lines_ ORDER BY id");
    }

    /** What the ledger says of the run as a whole. */
    RowCounts counts() {
        if (opened == null) {
            throw new IllegalStateException("no target");
        }
        return new CountLedger(opened).counts(new Run("job", 7, "run")).getOrDefault(LINES, RowCounts.NONE);
    }
}
