package io.rowferry.command;

import io.rowferry.bus.BusAddress;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.ledger.Run;
import io.rowferry.replay.Audit;
import io.rowferry.replay.ReplayLetters.Teller;
import io.rowferry.replay.ReplayParts;
import io.rowferry.replay.ReplayPlan;
import io.rowferry.replay.ReplayProgress;
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

    ReplayParts parts(BusAddress to, @Nullable Target target) {
        return new ReplayParts(from, to, queue, target, audit, over, clock);
    }
}
