package io.rowferry.ledger;

import io.rowferry.database.Database;
import io.rowferry.database.Fault;
import io.rowferry.table.TableName;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.JdbiException;

/** What the tables of a job were in its last run, as texts that only their writer reads. Safe for any number of threads. */
public final class ShapeLedger {
    private final Database database;

    public ShapeLedger(Database database) {
        this.database = database;
    }

    /** The texts by table; none before the first run, also when there is no ledger yet. */
    public Map<TableName, String> read(String job) {
        try {
            return database.jdbi().withHandle(handle -> {
                Map<TableName, String> shapes = new HashMap<>();
                handle.select("SELECT table_name, shape FROM " + table() + " WHERE job = ?", job)
                        .map((row, context) -> shapes.put(TableName.parse(row.getString(1)), row.getString(2)))
                        .list();
                return shapes;
            });
        } catch (JdbiException e) {
            if (e.getCause() instanceof SQLException error) {
                if (isMissing(error)) {
                    return Map.of();
                }
                throw database.failure("reading what the tables were", error);
            }
            throw e;
        }
    }

    /** No ledger table, or no right to the schema that it is not in yet. */
    private boolean isMissing(SQLException error) {
        Fault.Kind kind = database.engine().fault(error).kind();
        return kind == Fault.Kind.CHANGED || kind == Fault.Kind.REFUSED;
    }

    /** Remembers these in the place of what was known of the same tables. */
    public void write(String job, Map<TableName, String> shapes) {
        try {
            database.jdbi()
                    .useTransaction(handle -> shapes.forEach((name, shape) -> {
                        handle.execute(
                                database.engine().insertIfAbsent(table(), List.of("job", "table_name", "shape")),
                                job,
                                name.toString(),
                                shape);
                        handle.execute(
                                "UPDATE " + table() + " SET shape = ? WHERE job = ? AND table_name = ?",
                                shape,
                                job,
                                name.toString());
                    }));
        } catch (JdbiException e) {
            if (e.getCause() instanceof SQLException error) {
                throw database.failure("remembering what the tables are", error);
            }
            throw e;
        }
    }

    private String table() {
        return database.engine().ledgerTable("shapes");
    }
}
