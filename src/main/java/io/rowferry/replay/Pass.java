package io.rowferry.replay;

import io.rowferry.bus.DeadLetter;
import io.rowferry.bus.DeadLetterSweep;
import io.rowferry.bus.DeadLetterSweep.NoTransactionsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Goes once through the dead-letter queue and has letters moved that were chosen, each session's in its order, for as long
 * as the locks hold of those that it passes by. One thread.
 */
final class Pass {
    private static final int PAGE = 100;

    /** So many of those that were asked for may be outstanding when more are: they come while others are moved. */
    private static final int AHEAD = PAGE / 2;

    private static final Duration ARRIVAL = Duration.ofSeconds(2);

    /** Of the locks' time; what is under way must end in it. */
    private static final Duration MARGIN = Duration.ofSeconds(3);

    private final DeadLetterSweep sweep;
    private final Map<Long, Chosen> wanted = new HashMap<>();
    private final Map<String, Deque<Chosen>> lanes;
    private final Map<Chosen, DeadLetter> held = new HashMap<>();
    private final List<Chosen> ready = new ArrayList<>();
    private final long total;

    /**
     * Sets it up.
     *
     * @param letters that are to be moved
     * @param there all that were chosen and are still in the queue
     */
    Pass(DeadLetterSweep sweep, Collection<Chosen> letters, Collection<Chosen> there) {
        this.sweep = sweep;
        Chosen last = Collections.max(letters, Comparator.comparing(Chosen::sequenceNumber));
        this.total = last.passedBefore()
                + there.stream()
                        .filter(letter -> letter.sequenceNumber() <= last.sequenceNumber())
                        .count();
        this.lanes = ReplayPlan.lanes(letters);
        letters.forEach(letter -> wanted.put(letter.sequenceNumber(), letter));
    }

    /** Has letters that come next in their sessions moved. */
    interface Mover {
        /** How many at most are to be moved at once now. */
        int size();

        /** Moves them; false when the pass is to end. */
        boolean move(Map<Chosen, DeadLetter> letters) throws InterruptedException, NoTransactionsException;
    }

    /** Goes through until everything was moved, the mover wants no more, nothing comes, or the locks are about to end. */
    void run(Mover mover) throws InterruptedException, NoTransactionsException {
        int left = wanted.size();
        long asked = 0;
        for (long taken = 0; left > 0 && taken < total; taken++) {
            if (asked - taken <= AHEAD && asked < total) {
                int more = (int) Math.min(PAGE, total - asked);
                sweep.ask(more);
                asked += more;
            }
            DeadLetter letter = isTimeLeft() ? sweep.next(ARRIVAL) : null;
            if (letter == null) {
                break;
            }
            left -= take(letter) ? 1 : 0;
            while (ready.size() >= mover.size()) {
                if (!move(mover)) {
                    return;
                }
            }
        }
        while (!ready.isEmpty() && isTimeLeft()) {
            if (!move(mover)) {
                return;
            }
        }
    }

    /** How long letters that were passed by may still be held. */
    Duration timeLeft() {
        return sweep.lockLeft().minus(MARGIN);
    }

    private boolean isTimeLeft() {
        return !timeLeft().isNegative();
    }

    private boolean take(DeadLetter letter) {
        @Nullable Chosen chosen = wanted.remove(letter.sequenceNumber());
        if (chosen == null) {
            return false;
        }
        held.put(chosen, letter);
        Deque<Chosen> lane = lanes.get(chosen.session());
        while (lane != null && !lane.isEmpty() && held.containsKey(lane.element())) {
            ready.add(lane.remove());
        }
        return true;
    }

    private boolean move(Mover mover) throws InterruptedException, NoTransactionsException {
        Map<Chosen, DeadLetter> group = new LinkedHashMap<>();
        List<Chosen> first = ready.subList(0, Math.min(ready.size(), mover.size()));
        for (Chosen letter : first) {
            DeadLetter dead = held.remove(letter);
            if (dead != null) {
                group.put(letter, dead);
            }
        }
        first.clear();
        return mover.move(group);
    }
}
