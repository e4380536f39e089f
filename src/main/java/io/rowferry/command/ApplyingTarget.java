package io.rowferry.command;

import io.rowferry.apply.Appliers;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.ledger.ReplayOutcomes;
import io.rowferry.replay.Target;
import io.rowferry.table.Replay;
import io.rowferry.table.RowCounts;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;

/** The target as this process applies to it, perhaps beside others; its ledger tells of all of them. */
final class ApplyingTarget implements Target {
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final String job;
    private final Appliers appliers;
    private final ReplayOutcomes outcomes;
    private final ServiceBusQueue bus;
    private long nextQuestion = System.nanoTime();

    ApplyingTarget(String job, Appliers appliers, ReplayOutcomes outcomes, ServiceBusQueue bus) {
        this.job = job;
        this.appliers = appliers;
        this.outcomes = outcomes;
        this.bus = bus;
    }

    @Override
    public Map<Replay, RowCounts> outcomes(Collection<Replay> replays) {
        return outcomes.of(job, replays);
    }

    @Override
    public boolean isIdle() {
        appliers.check();
        long now = System.nanoTime();
        if (now - nextQuestion < 0
                || appliers.outage() != null
                || appliers.idle().compareTo(QUIET) < 0) {
            return false;
        }
        nextQuestion = now + QUIET.toNanos();
        return appliers.answer(bus::isDrained).orElse(false);
    }
}
