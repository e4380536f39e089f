package io.rowferry.replay;

import io.rowferry.bus.DeadLetter;
import io.rowferry.bus.DeadLetterSweep;
import io.rowferry.bus.DeadLetterSweep.NoTransactionsException;
import io.rowferry.job.Job;
import io.rowferry.replay.ReplayLetters.Teller;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Takes the letters of a plan off the dead-letter queue for good, each once the archive has it. One thread. */
public final class TakeOffLetters {
    private final ReplayParts parts;
    private final ReplayPlan plan;
    private final Job job;
    private final Archive archive;
    private final Fate fate;
    private final Fates fates;
    private final Consumer<ReplayProgress> listener;
    private final Map<Long, Chosen> left = new LinkedHashMap<>();
    private long taken;

    /**
     * Sets it up; nothing happens yet.
     *
     * @param fate what is said of a letter that was taken off
     * @param teller is told of every letter that was chosen what became of it
     */
    public TakeOffLetters(
            ReplayParts parts,
            ReplayPlan plan,
            Job job,
            Archive archive,
            Deed deed,
            Fate fate,
            Teller teller,
            Consumer<ReplayProgress> listener) {
        this.parts = parts;
        this.plan = plan;
        this.job = job;
        this.archive = archive;
        this.fate = fate;
        this.listener = listener;
        this.fates = new Fates(null, parts.queue(), 0, parts.audit(), parts.clock(), deed, teller);
        plan.letters().forEach(letter -> left.put(letter.sequenceNumber(), letter));
    }

    /**
     * Runs to the end.
     *
     * @throws io.rowferry.Failure with {@code OUTAGE} when the bus cannot be reached; what is archived and still there is
     *     archived again the next time
     * @throws InterruptedException when the calling thread was interrupted
     */
    public ReplayProgress run() throws InterruptedException {
        plan.kept().forEach((letter, why) -> fates.settle(List.of(letter), why));
        for (long before = -1; before < taken && !left.isEmpty() && !isOver(); ) {
            before = taken;
            pass();
        }
        fates.settle(List.copyOf(left.values()), isOver() ? Fate.TIME_OVER : Fate.NOT_REACHED);
        return progress();
    }

    private boolean isOver() {
        return parts.over().getAsBoolean();
    }

    private void pass() throws InterruptedException {
        try (DeadLetterSweep sweep = DeadLetterSweep.open(parts.from(), parts.from(), false, parts.clock())) {
            new Pass(sweep, left.values(), left.values()).run(new Pass.Mover() {
                @Override
                public int size() {
                    return DeadLetterSweep.MOST_AT_ONCE;
                }

                @Override
                public boolean move(Map<Chosen, DeadLetter> letters) throws InterruptedException {
                    return takeOff(sweep, letters);
                }
            });
        } catch (NoTransactionsException e) {
            throw new IllegalStateException("none was asked for", e);
        }
    }

    private boolean takeOff(DeadLetterSweep sweep, Map<Chosen, DeadLetter> group) throws InterruptedException {
        List<Chosen> letters = new ArrayList<>(group.keySet());
        group.values().forEach(letter -> archive.add(ShownLetter.of(letter, ListedLetter.of(letter, 0, job.name()))));
        archive.keep();
        fates.begun(letters);
        if (!sweep.remove(List.copyOf(group.values()))) {
            return false;
        }
        letters.forEach(letter -> left.remove(letter.sequenceNumber()));
        taken += letters.size();
        fates.settle(letters, fate);
        listener.accept(progress());
        return !isOver();
    }

    private ReplayProgress progress() {
        return new ReplayProgress(plan.letters().size(), taken, fates.counts());
    }
}
