package io.rowferry.replay;

import io.rowferry.bus.DeadLetter;
import io.rowferry.bus.DeadLetterSweep;
import io.rowferry.bus.DeadLetterSweep.NoTransactionsException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Sends the letters of a plan again, each session's in its order, and takes each off the dead-letter queue once the bus has
 * its copy. Killed at any moment it leaves each letter there, or its copy in the queue, or both: run again it sends the same
 * copy, which the bus's duplicate window drops or the ledger recognises. One thread.
 */
public final class ReplayLetters {
    /** Letters sent and not heard of, at most. */
    private static final int WINDOW = 2_000;

    /** Passes after each other that send nothing: a lock may be lost once, and a namespace be without transactions. */
    private static final int FRUITLESS = 2;

    private final ReplayParts parts;
    private final ReplayPlan plan;
    private final ReplayRules rules;
    private final Pace pace;
    private final Fates fates;
    private final Consumer<ReplayProgress> listener;
    private final Map<Long, Chosen> left = new LinkedHashMap<>();
    private boolean together;
    private long sent;

    /** Is told of each letter what became of it. */
    @FunctionalInterface
    public interface Teller {
        void tell(Chosen letter, Fate fate);
    }

    /**
     * Sets it up; nothing happens yet.
     *
     * @param teller is told of every letter that was chosen what became of it
     */
    public ReplayLetters(
            ReplayParts parts, ReplayPlan plan, ReplayRules rules, Teller teller, Consumer<ReplayProgress> listener) {
        this.parts = parts;
        this.plan = plan;
        this.rules = rules;
        this.listener = listener;
        this.together = rules.together() && DeadLetterSweep.canBeTogether(parts.from(), parts.to());
        this.pace = new Pace(DeadLetterSweep.MOST_AT_ONCE, rules.rate());
        long last =
                plan.letters().stream().mapToLong(Chosen::sequenceNumber).max().orElse(0);
        this.fates = new Fates(parts.target(), parts.queue(), last, parts.audit(), parts.clock(), Deed.REPLAY, teller);
        plan.letters().forEach(letter -> left.put(letter.sequenceNumber(), letter));
    }

    /**
     * Runs to the end.
     *
     * @throws io.rowferry.Failure with {@code OUTAGE} when the bus or the target cannot be reached; nothing is lost
     * @throws InterruptedException when the calling thread was interrupted; everything is left whole
     */
    public ReplayProgress run() throws InterruptedException {
        plan.kept().forEach((letter, fate) -> fates.settle(List.of(letter), fate));
        if (rules.probe()) {
            Set<Chosen> probes = plan.probes();
            send(probes);
            awaitAll();
            fates.rejectedReasons().forEach(this::keepBack);
        }
        if (!hasEnough()) {
            send(List.copyOf(left.values()));
        }
        Fate ofTheRest = parts.over().getAsBoolean() ? Fate.TIME_OVER : hasEnough() ? Fate.STOPPED : Fate.NOT_REACHED;
        awaitAll();
        fates.settle(List.copyOf(left.values()), ofTheRest);
        tell();
        return progress();
    }

    /** Whether the last outcome says that nothing more is to be sent. */
    private boolean hasEnough() {
        return (rules.stopOnReject() && fates.hasRejected()) || parts.over().getAsBoolean();
    }

    private void keepBack(String reason) {
        List<Chosen> same = left.values().stream()
                .filter(letter -> letter.reason().equals(reason))
                .toList();
        same.forEach(letter -> left.remove(letter.sequenceNumber()));
        fates.settle(same, Fate.PROBE_REJECTED);
    }

    private void awaitAll() throws InterruptedException {
        awaitMost(0);
    }

    private void awaitMost(int most) throws InterruptedException {
        while (!fates.await(most, Duration.ofSeconds(1).toNanos(), this::tell)) {
            if (parts.over().getAsBoolean()) {
                fates.settleAll(Fate.PENDING);
            }
        }
    }

    /** Passes through the queue until all of these were sent, or two passes have sent none. */
    private void send(Collection<Chosen> letters) throws InterruptedException {
        int fruitless = 0;
        while (fruitless < FRUITLESS) {
            List<Chosen> these = letters.stream()
                    .filter(letter -> left.containsKey(letter.sequenceNumber()))
                    .toList();
            if (these.isEmpty() || hasEnough()) {
                return;
            }
            long before = sent;
            pass(these);
            fruitless = sent == before ? fruitless + 1 : 0;
            awaitMost(rules.stopOnReject() ? 0 : WINDOW);
        }
    }

    private void pass(List<Chosen> letters) throws InterruptedException {
        try (DeadLetterSweep sweep = DeadLetterSweep.open(parts.from(), parts.to(), together, parts.clock())) {
            Pass pass = new Pass(sweep, letters, left.values());
            pass.run(new Pass.Mover() {
                @Override
                public int size() {
                    return pace.size();
                }

                @Override
                public boolean move(Map<Chosen, DeadLetter> group)
                        throws InterruptedException, NoTransactionsException {
                    return moved(sweep, pass, group);
                }
            });
        } catch (NoTransactionsException e) {
            together = false;
        }
    }

    private boolean moved(DeadLetterSweep sweep, Pass pass, Map<Chosen, DeadLetter> group)
            throws InterruptedException, NoTransactionsException {
        List<Chosen> letters = new ArrayList<>(group.keySet());
        pace.await(letters.size());
        fates.begun(letters);
        if (!sweep.move(List.copyOf(group.values()))) {
            return false;
        }
        letters.forEach(letter -> left.remove(letter.sequenceNumber()));
        sent += letters.size();
        fates.sent(letters);
        tell();
        int most = rules.stopOnReject() ? 0 : WINDOW;
        boolean known = fates.outstanding() <= most
                || fates.await(most, Math.max(0, pass.timeLeft().toNanos()), this::tell);
        return known && !hasEnough();
    }

    private void tell() {
        listener.accept(progress());
    }

    private ReplayProgress progress() {
        return new ReplayProgress(plan.letters().size(), sent, fates.counts());
    }
}
