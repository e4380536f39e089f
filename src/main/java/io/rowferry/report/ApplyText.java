package io.rowferry.report;

import io.rowferry.apply.Applied;
import java.io.PrintWriter;

/** What was applied, for people. */
public final class ApplyText {
    private ApplyText() {}

    /**
     * Prints a line a table, one for all, and what to do about rows that were refused.
     *
     * @param jobFile as the user gave it, for the hint
     */
    public static void print(Heading heading, Applied applied, String jobFile, PrintWriter out) {
        out.println(heading.job() + " · " + heading.command());
        int widest = applied.rows().keySet().stream()
                .mapToInt(table -> table.toString().length())
                .max()
                .orElse(1);
        applied.rows()
                .forEach((table, counts) -> out.printf("  %-" + widest + "s  %s%n", table, Outcomes.words(counts)));
        out.println(
                Figures.count(applied.messages().completed()) + " messages · " + Figures.seconds(heading.elapsed()));
        if (applied.more()) {
            out.println("stopped at --run-time; there is more, and the next run goes on from here");
        }
        Outcomes.hint(applied.messages().deadLettered(), "message", jobFile, out);
    }
}
