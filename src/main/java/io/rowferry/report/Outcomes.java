package io.rowferry.report;

import io.rowferry.table.RowCounts;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What became of rows, in words. */
final class Outcomes {
    private Outcomes() {}

    static String words(RowCounts counts) {
        return String.join("  ", list(counts));
    }

    static List<String> list(RowCounts counts) {
        List<String> words = new ArrayList<>();
        word(words, counts.applied(), "applied");
        word(words, counts.unchanged(), "unchanged");
        word(words, counts.stale(), "stale");
        word(words, counts.deleted(), "deleted");
        word(words, counts.deadLettered(), "rejected");
        word(words, counts.pending(), "pending");
        return words;
    }

    static void word(List<String> words, long count, String word) {
        if (count > 0) {
            words.add(Figures.count(count) + " " + word);
        }
    }

    /** Says where refused ones are, when there are any. */
    static void hint(long count, String what, String jobFile, PrintWriter out) {
        if (count > 0) {
            boolean one = count == 1;
            out.println(
                    Figures.count(count) + " " + what + (one ? " was rejected and waits" : "s were rejected and wait")
                            + " in the dead-letter queue. Look at " + (one ? "it" : "them") + ":  rowferry replay-dlq "
                            + jobFile
                            + " --list");
        }
    }
}
