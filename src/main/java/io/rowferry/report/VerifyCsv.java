package io.rowferry.report;

import io.rowferry.table.TableName;
import io.rowferry.verify.TableVerdict;
import io.rowferry.verify.VerifyResult;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;

/** Verdicts as CSV, a line a table; what was not looked for is nothing between two commas. */
public final class VerifyCsv {
    private static final CSVFormat FORMAT =
            CSVFormat.RFC4180.builder().setRecordSeparator('\n').get();
    private static final Object[] NAMES = {
        "table",
        "verdict",
        "sourceRows",
        "targetRows",
        "missing",
        "extra",
        "changed",
        "newerOnTarget",
        "rejected",
        "allowed",
        "settling",
        "comparedBy",
        "complete",
        "elapsedMs",
        "provenEqual"
    };

    private VerifyCsv() {}

    /**
     * Prints the line of names and a line a table.
     *
     * @param proven when each table was last proven equal, as far as one was
     */
    public static void print(VerifyResult result, Map<TableName, Instant> proven, PrintWriter out) {
        try {
            FORMAT.printRecord(out, NAMES);
            for (TableVerdict table : result.tables()) {
                FORMAT.printRecord(
                        out,
                        table.table(),
                        VerifyHtml.word(table.verdict()),
                        table.sourceRows(),
                        table.targetRows(),
                        table.missing(),
                        table.extra(),
                        table.changed(),
                        table.newerOnTarget(),
                        table.rejected(),
                        table.allowed(),
                        table.settling(),
                        VerifyHtml.word(table.comparedBy()),
                        table.complete(),
                        table.took().toMillis(),
                        proven.get(table.table()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("a writer of characters does not fail", e);
        }
    }
}
