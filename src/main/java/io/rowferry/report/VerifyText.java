package io.rowferry.report;

import io.rowferry.verify.Depth;
import io.rowferry.verify.TableVerdict;
import io.rowferry.verify.TableVerdict.Group;
import io.rowferry.verify.TableVerdict.Verdict;
import io.rowferry.verify.VerifyResult;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Verdicts for people. */
public final class VerifyText {
    private static final int MOST_GROUPS = 20;

    private VerifyText() {}

    /**
     * Prints a line a table, the groups of it that differ, and what to do about differences.
     *
     * @param repair null when none was asked for
     * @param jobFile as the user gave it, for the hint
     */
    public static void print(VerifyResult result, @Nullable RepairReport repair, String jobFile, PrintWriter out) {
        if (repair != null) {
            RepairText.print(repair, out);
        }
        count(result, out);
        hint(result, repair != null && repair.isDone(), jobFile, out);
    }

    /** Prints a line a table, and the groups of it that differ. */
    public static void count(VerifyResult result, PrintWriter out) {
        int widest = result.tables().stream()
                .mapToInt(t -> t.table().toString().length())
                .max()
                .orElse(0);
        for (TableVerdict table : result.tables()) {
            boolean sameCount = table.sourceRows() == table.targetRows();
            out.printf(
                    "  %-" + Math.max(widest, 1) + "s  %11s %s %-11s  %-9s  %-44s  %8s%n",
                    table.table(),
                    Figures.count(table.sourceRows()),
                    sameCount ? "=" : "≠",
                    Figures.count(table.targetRows()),
                    table.verdict().name().toLowerCase(Locale.ROOT),
                    how(table),
                    Figures.seconds(table.took()));
            groups(table, out);
        }
    }

    private static void hint(VerifyResult result, boolean repaired, String jobFile, PrintWriter out) {
        List<TableVerdict> different = result.tables().stream()
                .filter(table -> table.verdict() == Verdict.DIFFERENT)
                .toList();
        long rows = different.stream().mapToLong(TableVerdict::differences).sum();
        if (rows > 0) {
            String table = different.stream()
                    .filter(each -> each.differences() > 0)
                    .map(each -> each.table().toString())
                    .findFirst()
                    .orElse("");
            out.println(Figures.count(rows) + (rows == 1 ? " row differs. See it:" : " rows differ. See them:")
                    + "  rowferry diff " + jobFile + " --table " + table);
            if (repaired) {
                out.println(
                        "What is newer on the target gives way with --force-source; what only the target has goes with"
                                + " --delete-extra.");
            } else {
                out.println("Mend " + (rows == 1 ? "it:" : "them:") + "  rowferry verify " + jobFile + " --repair");
            }
        } else if (!different.isEmpty()) {
            out.println("Find the rows that differ:  rowferry verify " + jobFile);
        }
        if (result.tables().stream().anyMatch(table -> table.settling() > 0)) {
            out.println("Rows that are settling have not arrived yet, or were written since the last run. Run it again"
                    + " when they have; verify: {settle: …} in the job file gives them more time.");
        }
        if (result.more()) {
            out.println("stopped at --run-time; there is more, and the next verify goes on from here");
        }
    }

    private static void groups(TableVerdict table, PrintWriter out) {
        int shown = 0;
        for (Group group : table.groups()) {
            if (group.sourceRows() != group.targetRows() && shown++ < MOST_GROUPS) {
                String value = group.value();
                out.printf(
                        "    %-20s  %11s ≠ %s%n",
                        value == null ? "NULL" : value,
                        Figures.count(group.sourceRows()),
                        Figures.count(group.targetRows()));
            }
        }
    }

    private static String how(TableVerdict table) {
        List<String> words = new ArrayList<>();
        word(words, table.missing(), "missing");
        word(words, table.extra(), "extra");
        word(words, table.changed(), "changed");
        word(words, table.newerOnTarget(), "newer on the target");
        word(words, table.rejected(), "of them rejected");
        word(words, table.allowed(), "extra, allowed");
        word(words, table.settling(), "settling");
        if (!table.complete()) {
            words.add("and maybe more");
        }
        if (words.isEmpty()) {
            words.add("by " + table.comparedBy().name().toLowerCase(Locale.ROOT));
        }
        if (!table.byMeaning().isEmpty() && table.comparedBy() != Depth.COUNT) {
            words.add(String.join(", ", table.byMeaning()) + " by meaning");
        }
        return String.join(", ", words);
    }

    private static void word(List<String> words, @Nullable Long count, String word) {
        if (count != null && count > 0) {
            words.add(Figures.count(count) + " " + word);
        }
    }
}
