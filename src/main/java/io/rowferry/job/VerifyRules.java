package io.rowferry.job;

import io.rowferry.table.TableName;
import java.time.Duration;
import java.util.Map;

/**
 * What a job says about comparing both sides.
 *
 * @param groupBy the field of a table by which its rows are counted, too
 * @param settle how long rows that differ and may still come are waited for
 */
public record VerifyRules(Map<TableName, GroupBy> groupBy, Duration settle) {
    /** What holds where nothing is said. */
    public static final VerifyRules DEFAULT = new VerifyRules(Map.of(), Duration.ofSeconds(10));

    public VerifyRules {
        groupBy = Map.copyOf(groupBy);
    }

    /**
     * A field to count rows by.
     *
     * @param column its name in the source
     * @param characters how many characters of its canonical text count; 0 for all: 4 are a year, 7 a month, 10 a day
     */
    public record GroupBy(String column, int characters) {}
}
