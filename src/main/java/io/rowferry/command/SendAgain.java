package io.rowferry.command;

import io.rowferry.bus.BusAddress;
import io.rowferry.job.Job;
import io.rowferry.replay.Chosen;
import io.rowferry.replay.Deed;
import io.rowferry.replay.Fate;
import io.rowferry.replay.ReplayLetters;
import io.rowferry.replay.ReplayProgress;
import io.rowferry.replay.ReplayRules;
import io.rowferry.replay.Target;
import org.jspecify.annotations.Nullable;

/** Replays dead letters, into the job's queue or into another. */
final class SendAgain implements LetterDeed {
    private final Job job;
    private final ReplayOptions options;
    private final @Nullable BusAddress elsewhere;
    private final ReplayRules rules;

    /** @param elsewhere where copies go; null for the job's own queue */
    SendAgain(Job job, ReplayOptions options, @Nullable BusAddress elsewhere) {
        this.job = job;
        this.options = options;
        this.elsewhere = elsewhere;
        this.rules = options.rules(elsewhere != null);
    }

    @Override
    public Deed deed() {
        return Deed.REPLAY;
    }

    @Override
    public @Nullable Fate keeps(Chosen letter) {
        return rules.keeps(letter);
    }

    @Override
    public BusAddress place(BusAddress from) {
        return elsewhere == null ? from : elsewhere;
    }

    @Override
    public ReplayProgress run(LettersAtHand letters) throws InterruptedException {
        boolean waits = elsewhere == null && !options.sendOnly() && job.target() != null;
        Target target = waits ? letters.wiring().target(letters.from(), options.outagePatience()) : null;
        return new ReplayLetters(
                        letters.parts(place(letters.from()), target),
                        letters.plan(),
                        rules,
                        letters.teller(),
                        letters.listener())
                .run();
    }
}
