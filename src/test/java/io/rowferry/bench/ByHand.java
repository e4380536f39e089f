package io.rowferry.bench;

import io.rowferry.database.Database;
import io.rowferry.database.GuardedWrite;
import io.rowferry.database.Login;
import io.rowferry.database.StagedRows;
import io.rowferry.database.Staging;
import io.rowferry.database.WritePlan;
import io.rowferry.servers.TestDatabase;
import io.rowferry.source.KeyRange;
import io.rowferry.source.Selection;
import io.rowferry.source.Snapshot;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same work without a bus, as somebody would write it by hand in one process: read canonical text, load it into the
 * same staging table, run the same guarded statement, commit; and the raw pipe, which loads straight into the table.
 */
final class ByHand {
    private static final TableName ORDERS = new TableName(null, "orders");

    private final TestDatabase source;
    private final TestDatabase target;
    private final int rowsInATransaction;

    ByHand(TestDatabase source, TestDatabase target, int rowsInATransaction) {
        this.source = source;
        this.target = target;
        this.rowsInATransaction = rowsInATransaction;
    }

    /** What is done with a buffer of staged rows. */
    private interface Load {
        void rows(StagedRows rows) throws SQLException;
    }

    double guarded() throws SQLException, InterruptedException {
        try (Database to = open(target);
                Connection connection = to.connect()) {
            List<Carried> columns =
                    shape(to).columns().stream().map(Carried::plainly).toList();
            Staging staging = to.engine().staging(connection, columns);
            GuardedWrite write = to.engine()
                    .guardedWrite(new WritePlan(
                            ORDERS, staging.table(), columns, shape(to).primaryKey(), null));
            connection.setAutoCommit(false);
            return read(rows -> {
                staging.fill(rows);
                write.write(connection, 0, rows.rows(), rows.rows(), true);
                connection.commit();
            });
        }
    }

    double raw() throws SQLException, InterruptedException {
        try (Database to = open(target);
                Connection connection = to.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE raw_orders AS SELECT 0 AS n, orders.* FROM orders WHERE 1 = 0");
            statement.execute("ALTER TABLE raw_orders ADD PRIMARY KEY (o_orderkey)");
            List<String> names = new java.util.ArrayList<>(
                    shape(to).columns().stream().map(Column::name).toList());
            names.add(0, "n");
            connection.setAutoCommit(false);
            double seconds = read(rows -> {
                to.engine().load(connection, "raw_orders", names, rows.stream());
                connection.commit();
            });
            statement.execute("DROP TABLE raw_orders");
            connection.commit();
            return seconds;
        }
    }

    private double read(Load load) throws SQLException, InterruptedException {
        try (Database from = open(source);
                Snapshot snapshot = Snapshot.open(from, 1)) {
            TableShape shape = shape(from);
            List<Column> key = shape.columns().stream()
                    .filter(c -> shape.primaryKey().contains(c.name()))
                    .toList();
            StagedRows staged = new StagedRows(true);
            long began = System.nanoTime();
            snapshot.read(
                    0,
                    new Selection(
                            ORDERS,
                            shape.columns().stream().map(Carried::plainly).toList(),
                            key,
                            null),
                    new KeyRange(null, null),
                    row -> {
                        add(row, staged, load);
                    });
            flush(staged, load);
            return (System.nanoTime() - began) / 1e9;
        }
    }

    private void add(@Nullable String[] row, StagedRows staged, Load load) {
        staged.add(row);
        if (staged.rows() == rowsInATransaction) {
            flush(staged, load);
        }
    }

    private static void flush(StagedRows staged, Load load) {
        if (staged.rows() > 0) {
            try {
                load.rows(staged);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            staged.clear();
        }
    }

    private static TableShape shape(Database database) throws SQLException {
        try (Connection connection = database.connect()) {
            return database.engine().describe(connection, ORDERS).orElseThrow();
        }
    }

    private static Database open(TestDatabase database) {
        return Database.open(new Login(database.jdbcUrl(), database.user(), database::password), 4);
    }
}
