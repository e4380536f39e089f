package io.rowferry.command;

import io.rowferry.bus.BusAddress;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.job.Job;
import io.rowferry.ledger.Run;
import io.rowferry.replay.Audit;
import io.rowferry.replay.Deed;
import io.rowferry.replay.Fate;
import io.rowferry.replay.ReplayLetters.Teller;
import io.rowferry.replay.ReplayParts;
import io.rowferry.replay.ReplayPlan;
import io.rowferry.replay.ReplayProgress;
import io.rowferry.replay.TakeOffLetters;
import io.rowferry.replay.Target;
import java.time.Clock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a deed with dead letters has to work with, from the consent to its end. */
record LettersAtHand(
        ReplayWiring wiring,
        BusAddress from,
        DeadLetterQueue queue,
        ReplayPlan plan,
        Run run,
        Audit audit,
        BooleanSupplier over,
        Clock clock,
        Teller teller,
        Consumer<ReplayProgress> listener) {

    /** The same for another plan. */
    LettersAtHand with(ReplayPlan other) {
        return new LettersAtHand(wiring, from, queue, other, run, audit, over, clock, teller, listener);
    }

    /**
     * Takes the plan's letters off the queue; the run folder keeps them.
     *
     * @param archive the name of the file there
     * @param fate what is said of a letter that was taken off
     */
    ReplayProgress takeOff(Job job, String archive, Deed deed, Fate fate) throws InterruptedException {
        try (ArchiveFile kept = new ArchiveFile(wiring.folder(run).place(archive))) {
            return new TakeOffLetters(parts(from, null), plan, job, kept, deed, fate, teller, listener).run();
        }
    }

    ReplayParts parts(BusAddress to, @Nullable Target target) {
        return new ReplayParts(from, to, queue, target, audit, over, clock);
    }
}
