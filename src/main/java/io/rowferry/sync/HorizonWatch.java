package io.rowferry.sync;

import io.rowferry.ledger.WatermarkLedger;
import io.rowferry.ledger.WatermarkLedger.Look;
import io.rowferry.source.Horizon;
import io.rowferry.source.HorizonText;
import io.rowferry.source.Lookout;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;

/** Keeps what a job knows of its source's horizon. One thread. */
final class HorizonWatch {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(250);

    private final String job;
    private final WatermarkLedger ledger;
    private final Lookout lookout;
    private boolean forgotten;

    HorizonWatch(String job, WatermarkLedger ledger, Lookout lookout) {
        this.job = job;
        this.ledger = ledger;
        this.lookout = lookout;
    }

    /** What is known now; a snapshot that is opened afterwards sees all rows stamped below its proven moment. */
    Horizon look() {
        return keep(lookout::look);
    }

    /**
     * Looks, and looks again until the moment of the first look is the horizon, or the time is over. Where the source is
     * another server than before, or its clock has gone back, the job's watermarks are forgotten.
     */
    Horizon awaitNow(Duration patience) throws InterruptedException {
        AtomicReference<Horizon> looked = new AtomicReference<>();
        forgotten |= ledger.lookAnew(job, text -> {
            Horizon known = HorizonText.read(text);
            Horizon seen = lookout.lookAnew(known);
            looked.set(seen);
            return new Look(HorizonText.of(seen), !seen.continues(known));
        });
        Horizon seen = Objects.requireNonNull(looked.get());
        return Lookout.await(seen, patience, known -> keep(lookout::lookAgain));
    }

    /** The same until no row stamped before a moment of the past can still be committed, or the time is over. */
    Horizon await(Instant moment, Duration patience) throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Horizon seen = awaitNow(Duration.ZERO);
        while (seen.hides(moment) && System.nanoTime() < end) {
            Thread.sleep(LOOK_AGAIN.toMillis());
            seen = awaitNow(Duration.ZERO);
        }
        return seen;
    }

    /** Whether there were watermarks that were forgotten. */
    boolean hasForgotten() {
        return forgotten;
    }

    private Horizon keep(UnaryOperator<Horizon> look) {
        return HorizonText.read(ledger.lookAgain(job, text -> HorizonText.of(look.apply(HorizonText.read(text)))));
    }
}
