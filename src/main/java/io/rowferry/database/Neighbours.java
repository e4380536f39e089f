package io.rowferry.database;

import io.rowferry.table.TableName;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tables that a catalog names beside one of a job's, as the job would name them.
 *
 * @param table the job's
 */
record Neighbours(TableName table) {

    /**
     * The schema in such a name; a job names tables of the connection's own without it.
     *
     * @param isOwn whether it is the connection's
     */
    @Nullable
    String schema(String schema, boolean isOwn) {
        return table.schema() == null && isOwn ? null : schema;
    }

    /** Reads rows of a schema, a name, and whether the schema is the connection's; those that no job can name are left out. */
    Set<TableName> read(ResultSet result) throws SQLException {
        Set<TableName> found = new HashSet<>();
        while (result.next()) {
            TableName.found(schema(result.getString(1), result.getBoolean(3)), result.getString(2))
                    .ifPresent(found::add);
        }
        return found;
    }
}
