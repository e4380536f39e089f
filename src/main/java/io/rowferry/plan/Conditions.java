package io.rowferry.plan;

import io.rowferry.database.Database;
import io.rowferry.database.Fault;
import io.rowferry.table.TableName;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Looks whether a server understands the SQL that a job declares, before any row is read. */
final class Conditions {
    private Conditions() {}

    /**
     * What the server says against it, as a sentence; it is asked in a transaction that can write nothing.
     *
     * @param setting the key of the job file that it stands under
     */
    static Optional<String> problem(Database database, TableName table, String setting, @Nullable String sql) {
        String query = "SELECT 1 FROM " + database.engine().quote(table) + " WHERE (\n" + sql + "\n) LIMIT 0";
        try (Connection connection = database.connect()) {
            connection.setReadOnly(true);
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.execute(query);
                return Optional.empty();
            } catch (SQLException e) {
                if (database.engine().fault(e).kind() == Fault.Kind.OUTAGE) {
                    throw e;
                }
                return Optional.of(setting + " of " + table + " is no condition that " + database.place()
                        + " understands: " + Database.words(e));
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            throw database.failure("checking " + setting + " of " + table, e);
        }
    }
}
