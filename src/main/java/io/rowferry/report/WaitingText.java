package io.rowferry.report;

import io.rowferry.survey.Waiting;
import io.rowferry.survey.Waiting.OfTable;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** What waits in a queue, for people. */
public final class WaitingText {
    private WaitingText() {}

    /** Prints a line a table, and one for all. */
    public static void print(Heading heading, Waiting waiting, PrintWriter out) {
        out.println(heading.job() + " · " + heading.command() + " · nothing is applied");
        int widest = waiting.tables().stream()
                .mapToInt(table -> table.table().toString().length())
                .max()
                .orElse(1);
        for (OfTable table : waiting.tables()) {
            out.printf("  %-" + widest + "s  %s%n", table.table(), words(table));
        }
        if (waiting.foreign() > 0) {
            out.println("  " + Figures.count(waiting.foreign())
                    + " messages are not whole or not ours, and would become dead letters");
        }
        if (!waiting.otherJobs().isEmpty()) {
            out.println("  there are messages of " + String.join(", ", waiting.otherJobs())
                    + ", which apply refuses: a queue is one job's");
        }
        out.println(
                waiting.oldest() == null
                        ? "The queue is empty."
                        : Figures.count(waiting.messages()) + " messages wait, since "
                                + Figures.time(waiting.oldest()));
    }

    private static String words(OfTable table) {
        List<String> words = new ArrayList<>(List.of(Figures.count(table.messages()) + " messages"));
        add(words, table.upserts(), "rows to write");
        add(words, table.deletes(), "rows to delete");
        add(words, table.retries(), "of them tried again");
        add(words, table.rejected(), "rejected rows for the dead-letter queue");
        if (!table.isKnown()) {
            words.add("not a table of this job: would become dead letters");
        }
        return String.join("  ", words);
    }

    private static void add(List<String> words, long rows, String what) {
        if (rows > 0) {
            words.add(Figures.count(rows) + " " + what);
        }
    }
}
