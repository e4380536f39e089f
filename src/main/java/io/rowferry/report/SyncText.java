package io.rowferry.report;

import io.rowferry.sync.Holders;
import io.rowferry.sync.SyncResult;
import io.rowferry.sync.TableResult;
import io.rowferry.table.OpenTransaction;
import io.rowferry.table.RowCounts;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** A run's result for people. */
public final class SyncText {
    private SyncText() {}

    /**
     * Prints a line a table, one for the run, and what to do about rows that were refused.
     *
     * @param jobFile as the user gave it, for the hint
     */
    public static void print(Heading heading, SyncResult result, String jobFile, PrintWriter out) {
        out.println(heading.job() + " · " + heading.command() + " · run " + result.run());
        tables(result, out);
        out.println(Figures.count(result.messagesSent()) + " messages, " + Figures.megabytes(result.bytes())
                + " packed to " + Figures.megabytes(result.packedBytes()) + watermark(result) + " · "
                + Figures.seconds(heading.elapsed()));
        OpenTransaction holder = result.heldBack();
        if (holder != null && watermark(result).isEmpty()) {
            out.println("held back by " + Holders.words(holder));
        }
        if (result.more()) {
            out.println("stopped at --run-time; there is more, and the next run goes on from here");
        }
        result.notes().forEach(out::println);
        Outcomes.hint(result.outcomes().deadLettered(), "row", jobFile, out);
    }

    /** Prints what a run that failed had done until then. */
    public static void printFailed(SyncResult soFar, PrintWriter out) {
        out.println("run " + soFar.run() + " did not end; until then:");
        tables(soFar, out);
    }

    private static void tables(SyncResult result, PrintWriter out) {
        int widest = result.tables().stream()
                .mapToInt(t -> t.table().toString().length())
                .max()
                .orElse(0);
        for (TableResult table : result.tables()) {
            out.printf(
                    "  %-" + Math.max(widest, 1) + "s  %11s read  %-58s  %8s%n",
                    table.table(),
                    Figures.count(table.read()),
                    outcomes(table),
                    Figures.seconds(table.took()));
        }
    }

    /** The lowest: up to there all tables have been read for good. */
    private static String watermark(SyncResult result) {
        return result.tables().stream()
                .map(TableResult::watermark)
                .filter(Objects::nonNull)
                .min(Comparator.naturalOrder())
                .map(lowest -> " · watermark " + Figures.time(lowest)
                        + (result.unproven().isEmpty() ? "" : " (unproven)"))
                .orElse("");
    }

    private static String outcomes(TableResult table) {
        RowCounts counts = table.outcomes();
        List<String> words = Outcomes.list(counts);
        Outcomes.word(words, table.read() - table.sent(), "sent before");
        Outcomes.word(words, table.unstamped(), "without a stamp");
        Outcomes.word(words, table.future(), "stamped in the future");
        return String.join("  ", words);
    }
}
