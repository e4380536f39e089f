package io.rowferry.report;

import io.rowferry.verify.RepairPlan.TableRepair;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What a repair did, or would do, for people. */
final class RepairText {
    private RepairText() {}

    static void print(RepairReport repair, PrintWriter out) {
        if (repair.plan().tables().isEmpty()) {
            out.println("nothing to repair");
            return;
        }
        out.println(repair.isDone() ? "repair · run " + repair.run() : "repair would");
        for (TableRepair table : repair.plan().tables()) {
            List<String> words = new ArrayList<>();
            word(words, "send", table.send(), "");
            word(words, "overwrite", table.force(), " newer on the target");
            word(words, "delete", table.delete(), " extra");
            word(words, "leave", table.leaveNewer(), " newer on the target");
            word(words, "leave", table.leaveExtra(), " extra");
            String outcomes = Outcomes.words(repair.outcomes(table.table()));
            out.println("  " + table.table() + "  " + String.join(", ", words)
                    + (outcomes.isEmpty() ? "" : "  →  " + outcomes));
        }
        repair.notes().forEach(out::println);
        repair.beforeImages().forEach(file -> out.println("what was there before is in " + file));
        out.println(repair.isDone() ? "compared again:" : "differences:");
    }

    private static void word(List<String> words, String verb, long count, String which) {
        if (count > 0) {
            words.add(verb + " " + Figures.count(count) + which);
        }
    }
}
