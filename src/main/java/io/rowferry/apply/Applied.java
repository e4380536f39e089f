package io.rowferry.apply;

import io.rowferry.ExitCode;
import io.rowferry.table.RowCounts;
import io.rowferry.table.TableName;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a process has applied.
 *
 * @param rows by table; {@code pending} of those that it has received and that wait for another attempt
 * @param more whether it was stopped before the queue was drained
 */
public record Applied(Map<TableName, RowCounts> rows, MessageCounts messages, boolean more) {

    public static final Applied NOTHING = new Applied(Map.of(), MessageCounts.NONE, false);

    public Applied {
        Map<TableName, RowCounts> sorted = new TreeMap<>(Comparator.comparing(TableName::toString));
        sorted.putAll(rows);
        rows = Collections.unmodifiableMap(sorted);
    }

    /** What has come since an earlier look. */
    public Applied since(Applied earlier) {
        Map<TableName, RowCounts> more = new HashMap<>();
        rows.forEach((table, counts) -> {
            RowCounts added = counts.minus(earlier.rows.getOrDefault(table, RowCounts.NONE));
            if (!added.equals(RowCounts.NONE)) {
                more.put(table, added);
            }
        });
        return new Applied(more, messages.since(earlier.messages), this.more);
    }

    /** The same, stopped before the queue was drained. */
    public Applied stopped() {
        return new Applied(rows, messages, true);
    }

    /** What this means for scripts. */
    public ExitCode exitCode() {
        return messages.deadLettered() > 0 ? ExitCode.REJECTED : more ? ExitCode.STOPPED : ExitCode.OK;
    }
}
