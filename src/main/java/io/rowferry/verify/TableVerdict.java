package io.rowferry.verify;

import io.rowferry.table.TableName;
import java.time.Duration;
import java.util.List;

/**
 * What comparing one table found.
 *
 * @param byMeaning columns whose values were compared as numbers or trees, not as text
 */
public record TableVerdict(
        TableName table,
        long sourceRows,
        long targetRows,
        boolean equal,
        ComparedBy comparedBy,
        List<String> byMeaning,
        Duration took) {

    /** How far the comparison had to go. */
    public enum ComparedBy {
        COUNT,
        CHECKSUM
    }
}
