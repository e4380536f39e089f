package io.rowferry.target;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.Engine;
import io.rowferry.database.Staging;
import io.rowferry.database.WritePlan;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.ForeignKey;
import io.rowferry.table.Operation;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import io.rowferry.target.ColumnLanding.Landed;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The staging tables and statements of one connection, made when a table's first batch comes. One thread. */
final class TargetTables {
    private final Database database;
    private final Connection connection;
    private final ColumnLanding landing;
    private final Map<String, TargetTable> tables = new HashMap<>();

    TargetTables(Database database, Connection connection, ColumnLanding landing) {
        this.database = database;
        this.connection = connection;
        this.landing = landing;
    }

    /**
     * Where rows of one table, operation and shape are staged, and what is tried with them from there.
     *
     * @param definition what the table was when this was made
     * @param json the JSON columns, by their places in a row
     * @param parents the other tables that its rows refer to; of a delete, whose rows wait for these to go, those that
     *     refer to it
     */
    record TargetTable(
            Staging staging, Attempt attempt, String definition, Map<Integer, Column> json, Set<TableName> parents) {}

    /** Must be called outside a transaction: it may create a temporary table. */
    TargetTable of(RowsToWrite batch) throws SQLException {
        String shape = shape(batch);
        TargetTable known = tables.get(shape);
        if (known == null) {
            known = open(batch);
            tables.put(shape, known);
        }
        return known;
    }

    /**
     * Keeps the table as it is until the transaction ends, and looks whether it is still what the statements were made
     * for. When it is not, they are forgotten.
     */
    boolean isUnchanged(RowsToWrite batch) throws SQLException {
        database.engine().hold(connection, batch.table());
        String now = database.engine().definition(connection, batch.table());
        if (now.equals(of(batch).definition())) {
            return true;
        }
        tables.remove(shape(batch));
        return false;
    }

    private static String shape(RowsToWrite batch) {
        return batch.operation() + " " + batch.table() + " " + batch.fingerprint();
    }

    private TargetTable open(RowsToWrite batch) throws SQLException {
        String definition = database.engine().definition(connection, batch.table());
        TableShape shape = database.engine()
                .describe(connection, batch.table())
                .orElseThrow(() -> mismatch("has no table " + batch.table()));
        List<Carried> columns = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (Column column : batch.columns()) {
            Optional<Column> there = shape.column(column.name()).filter(c -> !c.generated());
            if (there.isEmpty()) {
                problems.add(batch.table() + " there has no column " + column.name() + " that can be written");
                continue;
            }
            Landed landed = landing.land(column.type(), there.get());
            if (landed.problem() != null) {
                problems.add("column " + column.name() + " of " + batch.table() + " does not fit: " + landed.problem());
            }
            columns.add(landed.carried());
        }
        if (!problems.isEmpty()) {
            throw mismatch("is not what a batch in the queue was made for: " + String.join("; ", problems));
        }
        Staging staging = database.engine().staging(connection, columns);
        WritePlan plan = new WritePlan(batch.table(), staging.table(), columns, batch.key(), batch.version());
        Set<TableName> parents = batch.operation() == Operation.DELETE
                ? database.engine().children(connection, batch.table())
                : shape.foreignKeys().stream().map(ForeignKey::parent).collect(Collectors.toSet());
        // A row that waits for one of its own table would wait for itself.
        Set<TableName> others =
                parents.stream().filter(table -> !table.equals(batch.table())).collect(Collectors.toSet());
        return new TargetTable(staging, attempt(batch.operation(), plan), definition, json(columns), others);
    }

    private Attempt attempt(Operation operation, WritePlan plan) {
        Engine engine = database.engine();
        return operation == Operation.DELETE
                ? Attempt.deleting(engine.guardedDelete(plan))
                : Attempt.writing(engine.guardedWrite(plan));
    }

    private static Map<Integer, Column> json(List<Carried> columns) {
        Map<Integer, Column> json = new TreeMap<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i).column();
            if (column.type().kind() == Kind.JSON) {
                json.put(i, column);
            }
        }
        return json;
    }

    private Failure mismatch(String what) {
        return new Failure(
                ExitCode.REFUSED,
                database.place() + " " + what,
                "Bring the target's tables in line with the source's, then run it again; the batch waits.");
    }
}
