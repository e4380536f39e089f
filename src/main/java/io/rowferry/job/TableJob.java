package io.rowferry.job;

import io.rowferry.table.TableName;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a job says about one table. Columns are named as in the source.
 *
 * @param key columns that identify a row, none twice; empty for the primary key
 * @param watermark the column that holds a row's version; null when there is none
 * @param lane rows with an equal value in this column keep their order; null for the key
 * @param where SQL of the source that its rows must meet; null for all rows
 * @param targetWhere SQL of the target that this job's rows there meet; null for all rows
 * @param overlap how far back of the horizon stamps may come in, since the application sets them
 * @param lag the age that no transaction exceeds, where that is declared and not looked for; null when it is looked for
 * @param strict whether no row of it may be rejected: its lane stops instead
 * @param deletes what becomes of rows that are gone in the source
 */
public record TableJob(
        TableName table,
        List<String> key,
        @Nullable String watermark,
        @Nullable String lane,
        @Nullable String where,
        @Nullable String targetWhere,
        ColumnRules columns,
        Duration overlap,
        @Nullable Duration lag,
        boolean strict,
        Deletes deletes) {
    public TableJob {
        key = List.copyOf(key);
    }

    /** The columns that identify a row in a table with that primary key. */
    public List<String> keyOr(List<String> primaryKey) {
        return key.isEmpty() ? primaryKey : key;
    }

    /** What is read by stamps, each with a watermark of its own: the table itself, and the one that notes what is gone of it. */
    public List<TableName> stamped() {
        return deletes instanceof Deletes.Tombstones tombstones ? List.of(table, tombstones.table()) : List.of(table);
    }
}
