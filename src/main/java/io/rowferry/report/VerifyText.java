package io.rowferry.report;

import io.rowferry.verify.TableVerdict;
import io.rowferry.verify.TableVerdict.ComparedBy;
import io.rowferry.verify.VerifyResult;
import java.io.PrintWriter;
import java.util.Locale;

/** Verdicts for people. */
public final class VerifyText {
    private VerifyText() {}

    /**
     * Prints a line a table, and what to do about differences.
     *
     * @param jobFile as the user gave it, for the hint
     */
    public static void print(VerifyResult result, String jobFile, PrintWriter out) {
        int widest = result.tables().stream()
                .mapToInt(t -> t.table().toString().length())
                .max()
                .orElse(0);
        for (TableVerdict table : result.tables()) {
            boolean sameCount = table.sourceRows() == table.targetRows();
            out.printf(
                    "  %-" + Math.max(widest, 1) + "s  %11s %s %-11s  %-9s  %-24s  %8s%n",
                    table.table(),
                    Figures.count(table.sourceRows()),
                    sameCount ? "=" : "≠",
                    Figures.count(table.targetRows()),
                    table.equal() ? "equal" : "different",
                    how(table),
                    Figures.seconds(table.took()));
        }
        long different = result.tables().stream().filter(t -> !t.equal()).count();
        if (different > 0) {
            out.println((different == 1 ? "1 table differs." : Figures.count(different) + " tables differ.")
                    + " Mend by sending every row again:  rowferry full-sync " + jobFile);
        }
    }

    private static String how(TableVerdict table) {
        String by = "by " + table.comparedBy().name().toLowerCase(Locale.ROOT);
        return table.byMeaning().isEmpty() || table.comparedBy() == ComparedBy.COUNT
                ? by
                : by + ", " + String.join(", ", table.byMeaning()) + " by meaning";
    }
}
