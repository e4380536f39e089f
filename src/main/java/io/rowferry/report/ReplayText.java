package io.rowferry.report;

import io.rowferry.replay.Chosen;
import io.rowferry.replay.Deed;
import io.rowferry.replay.Fate;
import io.rowferry.replay.LookAtLetters.Seen;
import io.rowferry.replay.ReplayPlan;
import io.rowferry.replay.ReplayProgress;
import io.rowferry.replay.ReplayResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is done with dead letters, for people. */
public final class ReplayText {
    private static final int ID = 12;

    private ReplayText() {}

    /** What would be done, before it is. */
    public static void plan(ReplayPlan plan, Deed deed, PrintWriter out) {
        Map<String, Long> kinds = new TreeMap<>();
        plan.letters()
                .forEach(letter -> kinds.merge(
                        letter.reason() + " of " + (letter.table() == null ? "no table" : letter.table()),
                        1L,
                        Long::sum));
        kinds.forEach((kind, number) ->
                out.println("  " + DeadLetterText.shown(kind) + ": " + DeadLetterText.letters(number)));
        kept(plan, out);
        out.println(DeadLetterText.letters(plan.letters().size()) + " of "
                + Figures.count(plan.seen().listed()) + " to " + deed.label() + ".");
    }

    private static void kept(ReplayPlan plan, PrintWriter out) {
        Map<Fate, Long> kept = new TreeMap<>();
        plan.kept().values().forEach(fate -> kept.merge(fate, 1L, Long::sum));
        kept.forEach((fate, number) -> out.println("  " + words(fate) + ": " + DeadLetterText.letters(number)));
    }

    /** A letter and what becomes of it. */
    public static void line(Chosen letter, String outcome, PrintWriter out) {
        String id = letter.id().length() > ID ? letter.id().substring(0, ID) + "…" : letter.id();
        out.printf(
                "  %-16s  %-14s  lane %-4s  id %s  as …%s  %s%n",
                letter.table() == null ? "-" : letter.table(),
                DeadLetterText.shown(letter.reason()),
                DeadLetterText.shown(letter.session()),
                DeadLetterText.shown(id),
                letter.newMessageId()
                        .substring(Math.max(0, letter.newMessageId().lastIndexOf('#'))),
                outcome);
    }

    /** The result. */
    public static void print(Heading heading, ReplayResult result, String jobFile, PrintWriter out) {
        Seen seen = result.seen();
        if (seen.listed() == 0) {
            out.println("The dead-letter queue is empty.");
            return;
        } else if (seen.matched() == 0) {
            out.println("None of " + DeadLetterText.letters(seen.listed()) + " was chosen.");
            return;
        }
        List<String> words = new ArrayList<>();
        result.fates().forEach((fate, number) -> words.add(Figures.count(number) + " " + words(fate)));
        out.println(Figures.count(seen.matched()) + " of " + DeadLetterText.letters(seen.listed()) + ": "
                + String.join(", ", words) + " · " + Figures.seconds(heading.elapsed()));
        if (result.folder() != null) {
            out.println("What was done is written down in " + result.folder());
        }
        if (result.fates().containsKey(Fate.REJECTED)) {
            out.println("Look at what came back:  rowferry replay-dlq " + jobFile + " --list");
        }
        if (result.fates().containsKey(Fate.NOT_REACHED)) {
            out.println(
                    "What was not reached lies behind more letters that were not chosen than can be held, or is held"
                            + " by somebody else. Run it again, or choose from the oldest on.");
        }
    }

    private static String words(Fate fate) {
        return switch (fate) {
            case SENT -> "sent";
            case APPLIED -> "applied";
            case UNCHANGED -> "unchanged";
            case STALE -> "stale, as newer rows had come";
            case DONE_BEFORE -> "done before";
            case REJECTED -> "rejected again";
            case UNKNOWN -> "not heard of";
            case PENDING -> "still under way";
            case REFETCHED -> "refetched";
            case ANOTHER_JOBS -> "left, since another job's batches have a queue of their own (--to)";
            case NO_SOURCE_ROWS -> "left, since it holds no rows that the source could be asked for";
            case REJECTED_ROWS -> "rows of them rejected";
            case DISCARDED -> "discarded";
            case REPLAYED_OFTEN -> "replayed too often already (--max-replays)";
            case HOPPED_OFTEN -> "sent from queue to queue too often already (--max-hops)";
            case PROBE_REJECTED -> "left, since the first one of the reason was rejected";
            case STOPPED -> "left, since it was stopped";
            case TIME_OVER -> "left, since the time was over";
            case NOT_REACHED -> "not reached";
        };
    }

    /** How far it has got, with the time that it will take. */
    public static String progress(ReplayProgress soFar, Duration elapsed) {
        long perSecond = soFar.sent() * 1000 / Math.max(1, elapsed.toMillis());
        Duration left =
                Duration.ofMillis(elapsed.toMillis() * (soFar.total() - soFar.sent()) / Math.max(1, soFar.sent()));
        return Figures.seconds(elapsed) + "  " + Figures.count(soFar.sent()) + "/" + Figures.count(soFar.total())
                + " sent  " + Figures.count(soFar.settled()) + " settled  "
                + Figures.count(soFar.count(Fate.REJECTED)) + " rejected  " + Figures.count(perSecond) + " a second"
                + (soFar.sent() == 0 || soFar.sent() >= soFar.total() ? "" : "  " + Figures.roughly(left) + " left");
    }
}
