package io.rowferry.report;

import io.rowferry.replay.ListDeadLetters.Listed;
import io.rowferry.replay.ListedLetter;
import io.rowferry.table.TableName;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dead letters for people. */
public final class DeadLetterText {
    private static final int ID = 12;
    private static final int WORDS = 160;

    private DeadLetterText() {}

    public static void line(ListedLetter letter, PrintWriter out) {
        @Nullable TableName table = letter.table();
        out.printf(
                "  %s  %-16s  %-14s  %s%n      %s%n",
                letter.deadLetteredAt().truncatedTo(ChronoUnit.SECONDS),
                table == null ? "not ours" : table,
                letter.reason(),
                table == null
                        ? "message " + letter.id()
                        : Figures.count(letter.rows()) + (letter.rows() == 1 ? " row" : " rows") + "  lane "
                                + letter.lane() + "  run " + letter.run() + "  id " + cut(letter.id(), ID),
                cut(letter.description(), WORDS));
    }

    public static void total(Listed listed, PrintWriter out) {
        if (listed.listed() == 0) {
            out.println("The dead-letter queue is empty.");
            return;
        }
        StringBuilder reasons = new StringBuilder();
        for (Map.Entry<String, Long> reason : listed.reasons().entrySet()) {
            reasons.append(reasons.isEmpty() ? "" : ", ")
                    .append(reason.getKey())
                    .append(' ')
                    .append(Figures.count(reason.getValue()));
        }
        out.println(Figures.count(listed.listed())
                + (listed.listed() == 1 ? " dead letter: " : " dead letters: ")
                + reasons);
    }

    private static String cut(String text, int most) {
        String line = text.replace('\n', ' ');
        return line.length() > most ? line.substring(0, most) + "…" : line;
    }
}
