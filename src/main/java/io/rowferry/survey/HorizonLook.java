package io.rowferry.survey;

import io.rowferry.source.Horizon;
import io.rowferry.source.Lookout;
import java.time.Duration;

/** Finds out where a source's horizon is, from what a job's runs know of it, and keeps nothing of what it finds. */
final class HorizonLook {
    /** Most transactions end soon: what is still open then is worth naming. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private HorizonLook() {}

    /**
     * What a run would know that began now.
     *
     * @throws io.rowferry.Failure with {@code REFUSED} as {@link Lookout#look}
     * @throws InterruptedException when interrupted between two looks
     */
    static Horizon look(Horizon known, Lookout lookout) throws InterruptedException {
        return Lookout.await(lookout.look(known), PATIENCE, lookout::lookAgain);
    }
}
