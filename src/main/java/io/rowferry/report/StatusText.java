package io.rowferry.report;

import io.rowferry.survey.DeadLetterDepth;
import io.rowferry.survey.Depth;
import io.rowferry.survey.HeldLock;
import io.rowferry.survey.HorizonStatus;
import io.rowferry.survey.JobStatus;
import io.rowferry.survey.LatestRun;
import io.rowferry.survey.TableStatus;
import io.rowferry.sync.Holders;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a job stands, for people. */
public final class StatusText {
    private StatusText() {}

    /**
     * Prints a line a table, then what they wait for, what waits for them, and who works on it.
     *
     * @param jobFile as the user gave it, for the hint
     */
    public static void print(Heading heading, JobStatus status, String jobFile, PrintWriter out) {
        out.println(heading.job() + " · " + heading.command());
        int widest = status.tables().stream()
                .mapToInt(t -> t.table().toString().length())
                .max()
                .orElse(0);
        for (TableStatus table : status.tables()) {
            out.printf("  %-" + Math.max(widest, 1) + "s  %s%n", table.table(), watermark(table) + equal(table));
        }
        HorizonStatus horizon = status.horizon();
        if (horizon != null) {
            horizon(horizon, out);
        }
        out.println("queue: " + waiting(status.queue()) + " · " + dead(status.deadLetters()));
        if (status.runs().isEmpty()) {
            out.println("It has never run. Begin with:  rowferry full-sync " + jobFile);
        }
        for (LatestRun run : status.runs()) {
            out.printf("  %-11s  %s  %s  %s%n", run.command(), run.run(), Figures.time(run.startedAt()), end(run));
        }
        for (HeldLock lock : status.locks()) {
            out.println(lock.role() + " is held by " + lock.holder() + " since " + Figures.time(lock.since()));
        }
        if (status.deadLetters().waiting() > 0) {
            out.println("Look at the dead letters:  rowferry replay-dlq " + jobFile + " --list");
        }
    }

    private static String equal(TableStatus table) {
        Instant at = table.provenEqual();
        return at == null ? "" : " · proven equal " + Figures.time(at);
    }

    private static String watermark(TableStatus table) {
        Instant watermark = table.watermark();
        if (!table.stamped()) {
            return "no watermark: in the job, so that full-sync alone carries it";
        }
        return watermark == null
                ? "no watermark yet" + (table.proven() ? "" : " (unproven)")
                : "watermark " + Figures.time(watermark) + behind(table.lag()) + (table.proven() ? "" : " (unproven)");
    }

    private static void horizon(HorizonStatus horizon, PrintWriter out) {
        String problem = horizon.problem();
        Instant at = horizon.at();
        if (problem != null) {
            out.println("horizon: " + problem);
            out.println("    " + horizon.remedy());
            return;
        }
        out.println(at == null ? "no horizon yet" : "horizon " + Figures.time(at) + behind(horizon.lag()));
        if (!horizon.holders().isEmpty()) {
            out.println("held back by " + Holders.words(horizon.holders()));
        }
    }

    private static String behind(@Nullable Duration lag) {
        return lag == null ? "" : ", " + Figures.roughly(lag) + " behind";
    }

    private static String waiting(Depth queue) {
        return queue.waiting() == 0 ? "empty" : number(queue.waiting(), queue.more(), "message");
    }

    private static String dead(DeadLetterDepth letters) {
        if (letters.waiting() + letters.foreign() == 0) {
            return "no dead letters";
        }
        return number(letters.waiting(), letters.more(), "dead letter")
                + (letters.foreign() == 0 ? "" : ", " + Figures.count(letters.foreign()) + " of others");
    }

    private static String number(long count, boolean more, String noun) {
        return Figures.count(count) + (more ? "+ " : " ") + noun + (count == 1 && !more ? "" : "s");
    }

    private static String end(LatestRun run) {
        Instant endedAt = run.endedAt();
        if (endedAt == null) {
            return run.running() ? "running" : "not ended";
        }
        return "exit " + run.exitCode() + " after " + Figures.roughly(Duration.between(run.startedAt(), endedAt));
    }
}
