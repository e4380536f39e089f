package io.rowferry.command;

import io.rowferry.bus.BusAddress;
import io.rowferry.job.Job;
import io.rowferry.replay.Chosen;
import io.rowferry.replay.Deed;
import io.rowferry.replay.Fate;
import io.rowferry.replay.ReplayProgress;
import io.rowferry.replay.TakeOffLetters;
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
        try (ArchiveFile archive =
                new ArchiveFile(letters.wiring().folder(letters.run()).place("discarded.jsonl"))) {
            return new TakeOffLetters(
                            letters.parts(letters.from(), null),
                            letters.plan(),
                            job,
                            archive,
                            Deed.DISCARD,
                            Fate.DISCARDED,
                            letters.teller(),
                            letters.listener())
                    .run();
        }
    }
}
