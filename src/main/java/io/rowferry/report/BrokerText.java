package io.rowferry.report;

import io.rowferry.broker.BrokerStatus;
import io.rowferry.broker.QueueDepth;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.ToLongFunction;

/** The state of a broker for people. */
public final class BrokerText {
    private static final String NAME = "queue";

    private BrokerText() {}

    /** Prints a line a queue under a heading, and one for all. */
    public static void print(BrokerStatus status, PrintWriter out) {
        List<QueueDepth> queues = status.queues();
        int widest = queues.stream().mapToInt(queue -> queue.queue().length()).reduce(NAME.length(), Math::max);
        String line = "  %-" + widest + "s  %11s  %9s  %9s  %9s  %12s  %8s  %8s  %8s%n";
        if (!queues.isEmpty()) {
            out.printf(
                    line,
                    NAME,
                    "active",
                    "locked",
                    "deferred",
                    "scheduled",
                    "dead letters",
                    "sessions",
                    "held",
                    "size");
        }
        for (QueueDepth queue : queues) {
            out.printf(
                    line,
                    queue.queue(),
                    Figures.count(queue.active()),
                    Figures.count(queue.locked()),
                    Figures.count(queue.deferred()),
                    Figures.count(queue.scheduled()),
                    Figures.count(queue.deadLetters()),
                    Figures.count(queue.sessions()),
                    Figures.count(queue.heldSessions()),
                    Figures.megabytes(queue.bytes()));
        }
        long messages = sum(queues, QueueDepth::active)
                + sum(queues, QueueDepth::locked)
                + sum(queues, QueueDepth::deferred)
                + sum(queues, QueueDepth::scheduled);
        out.println(words(queues.size(), "queue") + " · " + words(messages, "message") + " · "
                + words(sum(queues, QueueDepth::deadLetters), "dead letter") + " · "
                + Figures.megabytes(sum(queues, QueueDepth::bytes)) + " · "
                + words(status.connections(), "connection"));
    }

    private static long sum(List<QueueDepth> queues, ToLongFunction<QueueDepth> count) {
        return queues.stream().mapToLong(count).sum();
    }

    private static String words(long count, String noun) {
        return Figures.count(count) + " " + noun + (count == 1 ? "" : "s");
    }
}
