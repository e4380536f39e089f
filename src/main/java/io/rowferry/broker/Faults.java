package io.rowferry.broker;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The faults that a broker commits on purpose; asked on the event thread on each occasion, none by default. */
final class Faults {
    private static final Logger LOG = LoggerFactory.getLogger(Faults.class);

    /** Stands where others have the name of a queue, which it cannot be. */
    private static final String COORDINATOR = "$coordinator";

    private record Later(long at, Runnable action) {}

    private final List<ArmedFault> armed = new CopyOnWriteArrayList<>();
    private final PriorityQueue<Later> later = new PriorityQueue<>(Comparator.comparingLong(Later::at));
    private final LongSupplier now;

    /** {@code now} in milliseconds that only go forward. */
    Faults(LongSupplier now) {
        this.now = now;
    }

    /** From any thread. */
    ArmedFault arm(Fault fault, long seed) {
        LOG.warn("this broker misbehaves on purpose from now on: {}, seed {}", fault, seed);
        ArmedFault added = new ArmedFault(fault, new Random(seed));
        armed.add(added);
        return added;
    }

    /** The fault of that kind that happens to this queue on this occasion; null for none. */
    @Nullable
    Fault strike(Fault.Kind kind, Queue queue) {
        return strike(kind, queue.entity(), queue.path());
    }

    private @Nullable Fault strike(Fault.Kind kind, String entity, String path) {
        if (armed.isEmpty()) {
            return null;
        }
        Fault first = null;
        for (ArmedFault each : armed) {
            if (each.fault().kind() == kind && each.strikes(entity)) {
                LOG.warn("on purpose: {} on {}", kind, path);
                first = first == null ? each.fault() : first;
            }
        }
        armed.removeIf(each -> !each.isArmed());
        return first;
    }

    boolean strikes(Fault.Kind kind, Queue queue) {
        return strike(kind, queue) != null;
    }

    /** Why a send is refused on purpose; null when it is not. */
    @Nullable
    Refusal refusal(Queue queue) {
        for (Fault.Kind kind : List.of(Fault.Kind.REFUSE, Fault.Kind.THROTTLE, Fault.Kind.FULL)) {
            Fault fault = strike(kind, queue);
            if (fault != null) {
                return Refusal.onPurpose(fault.condition());
            }
        }
        return null;
    }

    /** Why a transaction is refused on purpose; null when it is not. */
    @Nullable
    Refusal refusedTransaction() {
        Fault fault = strike(Fault.Kind.NO_TRANSACTIONS, COORDINATOR, COORDINATOR);
        return fault == null ? null : Refusal.onPurpose(fault.condition());
    }

    /** Passes on what acknowledges something done, unless that is to come late or never. */
    void acknowledge(Queue queue, Runnable answer) {
        if (strikes(Fault.Kind.LOSE_ACK, queue)) {
            return;
        }
        Fault delay = strike(Fault.Kind.DELAY, queue);
        if (delay == null) {
            answer.run();
        } else {
            after(delay, answer);
        }
    }

    /** Runs the action when the fault's time has passed. */
    void after(Fault fault, Runnable action) {
        later.add(new Later(now.getAsLong() + fault.time().toMillis(), action));
    }

    /** Does what is due; returns in how many milliseconds there is more. */
    long tick() {
        long time = now.getAsLong();
        for (Later first = later.peek(); first != null && first.at() <= time; first = later.peek()) {
            later.remove();
            first.action().run();
        }
        return later.isEmpty() ? Long.MAX_VALUE : later.element().at() - time;
    }
}
