package io.rowferry.report;

import io.rowferry.replay.ListedLetter;
import io.rowferry.replay.LookAtLetters.Seen;
import io.rowferry.replay.ShownLetter;
import io.rowferry.replay.Summary;
import io.rowferry.table.Order;
import io.rowferry.table.Rows;
import java.io.PrintWriter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Dead letters for people. */
public final class DeadLetterText {
    private static final int ID = 12;
    private static final int WORDS = 160;

    private DeadLetterText() {}

    /** One letter, without its rows. */
    public static void line(ListedLetter letter, PrintWriter out) {
        out.printf(
                "  %s  %-16s  %-14s  %s%n      %s%n",
                letter.enqueuedAt().truncatedTo(ChronoUnit.SECONDS),
                Summary.subject(letter),
                shown(letter.reason()),
                what(letter),
                shown(letter.description()));
    }

    private static String what(ListedLetter letter) {
        return switch (letter.kind()) {
            case ROWS ->
                rows(letter.rows()) + "  lane " + letter.lane() + "  run " + letter.run() + "  id "
                        + cut(letter.id(), ID) + history(letter);
            case MANIFEST ->
                "lane " + letter.lane() + "  run " + letter.run() + "  id " + cut(letter.id(), ID) + history(letter);
            case DAMAGED, FOREIGN -> "message " + shown(letter.id()) + history(letter);
        };
    }

    private static String history(ListedLetter letter) {
        return letter.replays() == 0
                ? ""
                : "  replayed " + (letter.replays() == 1 ? "once" : letter.replays() + " times") + ", first "
                        + shown(String.valueOf(letter.firstReason()));
    }

    private static String rows(long rows) {
        return Figures.count(rows) + (rows == 1 ? " row" : " rows");
    }

    /** What there is in all. */
    public static void total(Seen seen, PrintWriter out) {
        if (seen.listed() == 0) {
            out.println("The dead-letter queue is empty.");
            return;
        }
        String among = seen.matched() == seen.listed()
                ? letters(seen.listed())
                : Figures.count(seen.matched()) + " of " + letters(seen.listed());
        out.println(among + (seen.reasons().isEmpty() ? "" : ": " + reasons(seen.reasons())));
    }

    static String letters(long number) {
        return Figures.count(number) + (number == 1 ? " dead letter" : " dead letters");
    }

    static String reasons(Map<String, Long> reasons) {
        StringBuilder words = new StringBuilder();
        for (Map.Entry<String, Long> reason : reasons.entrySet()) {
            words.append(words.isEmpty() ? "" : ", ")
                    .append(shown(reason.getKey()))
                    .append(' ')
                    .append(Figures.count(reason.getValue()));
        }
        return words.toString();
    }

    /** How many there are of each kind. */
    public static void summary(List<Summary.Group> groups, PrintWriter out) {
        for (Summary.Group group : groups) {
            out.printf(
                    "  %-14s  %-16s  %-11s  %8s in %s  from %s to %s%n",
                    shown(group.kind().reason()),
                    group.kind().table(),
                    group.kind().age().label(),
                    rows(group.rows()),
                    letters(group.letters()),
                    Figures.time(group.oldest()),
                    Figures.time(group.newest()));
        }
    }

    /** A letter with all that is in it. */
    public static void show(ShownLetter shown, PrintWriter out) {
        ListedLetter letter = shown.letter();
        line(letter, out);
        out.println("  id          " + shown(letter.id()));
        out.println("  MessageId   " + shown(letter.messageId()));
        out.println("  sequence    " + letter.sequenceNumber() + ", received " + letter.deliveries() + " times");
        Order order = shown.order();
        if (order != null) {
            out.println(
                    "  order       run " + order.run() + ", batch " + order.sequence() + " of lane " + letter.lane());
        }
        shown.properties()
                .forEach((name, value) -> out.println("  " + shown(name) + " = " + shown(String.valueOf(value))));
        Rows rows = shown.rows();
        if (rows != null) {
            rows.each(row -> row(shown, row, out));
        } else if (shown.base64() != null) {
            out.println("  What it carries is no rows; --export has it.");
        }
    }

    private static void row(ShownLetter letter, @Nullable String[] row, PrintWriter out) {
        StringBuilder text = new StringBuilder("  row ");
        for (int i = 0; i < row.length; i++) {
            String value = row[i];
            text.append(i == 0 ? " " : ", ")
                    .append(letter.columns().get(i).name())
                    .append('=')
                    .append(value == null ? "NULL" : printable(value));
        }
        out.println(text);
    }

    /** What somebody else may have written, fit for a line of a terminal. */
    static String shown(String text) {
        return cut(printable(text), WORDS);
    }

    private static String printable(String text) {
        return text.replace('\n', ' ').replaceAll("\\p{Cntrl}", "?");
    }

    private static String cut(String text, int most) {
        return text.codePointCount(0, text.length()) > most
                ? text.substring(0, text.offsetByCodePoints(0, most)) + "…"
                : text;
    }
}
