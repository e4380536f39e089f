package io.rowferry.target;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.GuardedWrite;
import io.rowferry.database.Staging;
import io.rowferry.database.WritePlan;
import io.rowferry.table.Column;
import io.rowferry.table.TableShape;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The staging tables and statements of one connection, made when a table's first batch comes. One thread. */
final class TargetTables {
    private final Database database;
    private final Connection connection;
    private final Map<String, TargetTable> tables = new HashMap<>();

    TargetTables(Database database, Connection connection) {
        this.database = database;
        this.connection = connection;
    }

    /** Where rows of one table and shape are staged, and how they are written from there. */
    record TargetTable(Staging staging, GuardedWrite write) {}

    /** Must be called outside a transaction: it may create a temporary table. */
    TargetTable of(RowsToWrite batch) throws SQLException {
        String shape = batch.table() + " " + batch.fingerprint();
        TargetTable known = tables.get(shape);
        if (known == null) {
            known = open(batch);
            tables.put(shape, known);
        }
        return known;
    }

    private TargetTable open(RowsToWrite batch) throws SQLException {
        TableShape shape = database.engine()
                .describe(connection, batch.table())
                .orElseThrow(() -> mismatch("has no table " + batch.table()));
        List<Column> columns = new ArrayList<>();
        for (String name : batch.columns()) {
            columns.add(shape.column(name)
                    .orElseThrow(() -> mismatch("has no column " + name + " that can be written in " + batch.table())));
        }
        Staging staging = database.engine().staging(connection, columns);
        WritePlan plan = new WritePlan(batch.table(), staging.table(), columns, batch.key(), batch.version());
        return new TargetTable(staging, database.engine().guardedWrite(plan));
    }

    private Failure mismatch(String what) {
        return new Failure(
                ExitCode.REFUSED,
                database.place() + " " + what + ", but a batch in the queue speaks of it",
                "Bring the target's tables in line with the source's, then run it again; the batch waits.");
    }
}
