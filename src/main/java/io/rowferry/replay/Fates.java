package io.rowferry.replay;

import io.rowferry.bus.DeadLetter;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.replay.ReplayLetters.Teller;
import io.rowferry.table.Replay;
import io.rowferry.table.RowCounts;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Keeps book of what becomes of the letters of a replay. The ledger in the target tells of what has come to it; what never
 * does, such as a damaged one, shows by lying in the dead-letter queue again. One thread.
 */
final class Fates {
    private static final long LOOK_AGAIN_MILLIS = 100;
    private static final int PAGE = 100;

    private final @Nullable Target target;
    private final DeadLetterQueue queue;
    private final Audit audit;
    private final Clock clock;
    private final Deed deed;
    private final Teller teller;
    private final Map<Fate, Long> counts = new EnumMap<>(Fate.class);
    private final Map<Replay, Chosen> awaited = new HashMap<>();
    private final Map<String, Chosen> damaged = new HashMap<>();
    private final Set<String> rejectedReasons = new HashSet<>();
    private long next;

    /**
     * Sets it up.
     *
     * @param target null when nobody waits for outcomes
     * @param after the sequence number behind which new dead letters lie
     */
    Fates(
            @Nullable Target target,
            DeadLetterQueue queue,
            long after,
            Audit audit,
            Clock clock,
            Deed deed,
            Teller teller) {
        this.target = target;
        this.queue = queue;
        this.next = after + 1;
        this.audit = audit;
        this.clock = clock;
        this.deed = deed;
        this.teller = teller;
    }

    Map<Fate, Long> counts() {
        return counts;
    }

    /** How many have not met their fate. */
    int outstanding() {
        return awaited.size() + damaged.size();
    }

    boolean hasRejected() {
        return counts.getOrDefault(Fate.REJECTED, 0L) + counts.getOrDefault(Fate.UNKNOWN, 0L) > 0;
    }

    /** The reasons of letters that were rejected again. */
    Set<String> rejectedReasons() {
        return rejectedReasons;
    }

    /** Takes letters that are about to be sent. */
    void begun(List<Chosen> letters) {
        audit.append(
                letters.stream().map(letter -> entry(letter, AuditEntry.BEGUN)).toList());
    }

    private AuditEntry entry(Chosen letter, String outcome) {
        return new AuditEntry(
                clock.instant(),
                deed.label(),
                letter.id(),
                letter.messageId(),
                deed == Deed.REPLAY ? letter.newMessageId() : null,
                outcome);
    }

    /** Takes letters that were sent. */
    void sent(List<Chosen> letters) {
        if (target == null) {
            settle(letters, Fate.SENT);
            return;
        }
        for (Chosen letter : letters) {
            if (letter.replay() != null) {
                awaited.put(letter.replay(), letter);
            } else {
                damaged.put(letter.newMessageId(), letter);
            }
        }
    }

    /** Notes what has become of letters. */
    void settle(Collection<Chosen> letters, Fate fate) {
        if (letters.isEmpty()) {
            return;
        }
        audit.append(letters.stream().map(letter -> entry(letter, fate.label())).toList());
        for (Chosen letter : letters) {
            counts.merge(fate, 1L, Long::sum);
            teller.tell(letter, fate);
            if (fate == Fate.REJECTED || fate == Fate.UNKNOWN) {
                rejectedReasons.add(letter.reason());
            }
        }
    }

    /** Looks for news, once. */
    void look() {
        if (target == null || outstanding() == 0) {
            return;
        }
        Map<Fate, List<Chosen>> news = new EnumMap<>(Fate.class);
        target.outcomes(awaited.keySet()).forEach((replay, rows) -> ledgerTells(replay, rows, news));
        lookAtDeadLetters(news);
        news.forEach((fate, letters) -> settle(letters, fate));
    }

    private void lookAtDeadLetters(Map<Fate, List<Chosen>> news) {
        List<DeadLetter> page;
        do {
            page = queue.page(PAGE, next);
            for (DeadLetter letter : page) {
                next = letter.sequenceNumber() + 1;
                Chosen again = damaged.remove(letter.messageId());
                Replay replay = letter.history().replay();
                if (again == null && replay != null && letter.id().equals(replay.id())) {
                    // Not refused by the target, or it would have another id: it never came there.
                    again = awaited.remove(replay);
                }
                if (again != null) {
                    news.computeIfAbsent(Fate.REJECTED, fate -> new ArrayList<>())
                            .add(again);
                }
            }
        } while (page.size() == PAGE);
    }

    private void ledgerTells(Replay replay, RowCounts rows, Map<Fate, List<Chosen>> news) {
        if (rows.pending() > 0) {
            return;
        }
        Chosen letter = awaited.remove(replay);
        if (letter != null) {
            news.computeIfAbsent(Fate.of(rows), fate -> new ArrayList<>()).add(letter);
        }
    }

    /**
     * Waits until no more than so many have not met their fate.
     *
     * @param patience in nanoseconds
     * @return false when that took too long
     */
    boolean await(int most, long patience, Runnable listener) throws InterruptedException {
        long end = System.nanoTime() + patience;
        look();
        while (target != null && outstanding() > most) {
            listener.run();
            if (System.nanoTime() - end > 0) {
                return false;
            }
            boolean idle = target.isIdle();
            look();
            if (idle && outstanding() > most) {
                settleAll(Fate.UNKNOWN);
            }
            TimeUnit.MILLISECONDS.sleep(outstanding() > most ? LOOK_AGAIN_MILLIS : 0);
        }
        listener.run();
        return true;
    }

    /** Says of all that are left that they have met this one. */
    void settleAll(Fate fate) {
        List<Chosen> left = new ArrayList<>(awaited.values());
        left.addAll(damaged.values());
        awaited.clear();
        damaged.clear();
        settle(left, fate);
    }
}
