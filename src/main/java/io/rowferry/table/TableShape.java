package io.rowferry.table;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A table as one database describes it.
 *
 * @param columns every column that rowferry can carry, in the table's order
 * @param refused the columns of types that are not carried exactly yet, each with the server's name for its type
 * @param required the columns, of whatever type, without which no row can be inserted: not null and without a default
 * @param primaryKey column names in key order; empty when the table has none
 * @param uniqueKeys the column names of every unique key that the database could enforce for an upsert, the primary
 *     key among them
 * @param foreignKeys what this table refers to
 * @param storage changes when DDL has rewritten the table, so that an older snapshot may see it empty; always the same
 *     on the MySQL family, which refuses such a read itself, unless the table was emptied
 */
public record TableShape(
        TableName name,
        List<Column> columns,
        Map<String, String> refused,
        Set<String> required,
        List<String> primaryKey,
        List<List<String>> uniqueKeys,
        List<ForeignKey> foreignKeys,
        String storage) {

    /** The column of that name, spelt as in the catalog; letters' case is not folded. */
    public Optional<Column> column(String columnName) {
        return columns.stream().filter(c -> c.name().equals(columnName)).findFirst();
    }
}
