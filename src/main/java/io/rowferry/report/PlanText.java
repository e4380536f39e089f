package io.rowferry.report;

import io.rowferry.plan.ColumnPlan;
import io.rowferry.plan.Fit;
import io.rowferry.plan.Plan;
import io.rowferry.plan.TablePlan;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A plan for people: a line a table, a line a column. */
public final class PlanText {
    private static final int WIDEST = 34;

    private PlanText() {}

    /**
     * Prints it.
     *
     * @param statements what would be run on the target before, such as a column to be added
     */
    public static void print(String job, Plan plan, List<String> statements, PrintWriter out) {
        out.println(
                job + (plan.oneSided() ? " · plan of the source's side alone: the target is not in sight" : " · plan"));
        int level = 0;
        for (List<TablePlan> tables : plan.levels()) {
            level++;
            for (TablePlan table : tables) {
                table(table, level, plan.oneSided(), out);
            }
        }
        statements.forEach(sql -> out.println("to be run on the target before:  " + sql));
        List<String> problems = plan.allProblems();
        if (!problems.isEmpty()) {
            out.println("It cannot be run:");
            problems.forEach(problem -> out.println("  " + problem));
        }
    }

    private static void table(TablePlan table, int level, boolean oneSided, PrintWriter out) {
        out.println("  " + table.table() + " · level " + level + " · key " + String.join(", ", table.sourceKey())
                + " · version " + (table.version() == null ? "none: the order of arrival decides" : table.version())
                + " · lane " + String.join(", ", table.lane()) + " · fingerprint " + table.fingerprint());
        if (!table.sourceKey().containsAll(table.lane())) {
            out.println("    a row whose " + String.join(", ", table.lane()) + " changes goes into another lane: "
                    + (table.version() == null
                            ? "nothing orders its two versions"
                            : "its version alone orders the two"));
        }
        List<List<String>> lines = new ArrayList<>();
        for (ColumnPlan column : table.columns()) {
            String name = column.name().equals(column.column()) ? "" : " → " + column.name();
            lines.add(List.of(
                    column.column() + name,
                    column.sourceType(),
                    column.carried() ? String.valueOf(column.form()) : "–",
                    column.targetType() == null ? oneSided && column.carried() ? "?" : "–" : column.targetType(),
                    word(column)));
        }
        int[] widths = new int[4];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], Math.min(WIDEST, line.get(i).length()));
            }
        }
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder("    ");
            for (int i = 0; i < widths.length; i++) {
                text.append(String.format(Locale.ROOT, "%-" + Math.max(1, widths[i]) + "s  ", line.get(i)));
            }
            out.println(text.append(line.get(4)).toString().stripTrailing());
        }
    }

    private static String word(ColumnPlan column) {
        String word = column.fit().name().toLowerCase(Locale.ROOT);
        // Why it is refused stands below, with everything else that does.
        if (column.note() == null || column.fit() == Fit.REFUSED) {
            return word;
        }
        return word + (column.fit() == Fit.EXACT ? "; " : ": ") + column.note();
    }
}
