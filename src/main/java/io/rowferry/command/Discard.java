package io.rowferry.command;

import io.rowferry.bus.BusAddress;
import io.rowferry.job.Job;
import io.rowferry.replay.Chosen;
import io.rowferry.replay.Deed;
import io.rowferry.replay.Fate;
import io.rowferry.replay.ReplayProgress;
import org.jspecify.annotations.Nullable;

/** Takes dead letters off for good; the run folder keeps them. */
final class Discard implements LetterDeed {
    private final Job job;
    private final String because;

    Discard(Job job, String because) {
        this.job = job;
        this.because = because;
    }

    @Override
    public Deed deed() {
        return Deed.DISCARD;
    }

    @Override
    public @Nullable Fate keeps(Chosen letter) {
        return null;
    }

    @Override
    public BusAddress place(BusAddress from) {
        return from;
    }

    @Override
    public String because() {
        return because;
    }

    @Override
    public ReplayProgress run(LettersAtHand letters) throws InterruptedException {
        return letters.takeOff(job, "discarded.jsonl", deed(), Fate.DISCARDED);
    }
}
