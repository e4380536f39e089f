package io.rowferry.broker;

import org.jspecify.annotations.Nullable;

/** A message that a transaction settles. Until that ends nobody else can settle it, but its lock may still run out. */
final class Settling implements Transaction.Step {
    private final Settlement settlement;
    private final Lock lock;
    private final Outcome outcome;

    Settling(Settlement settlement, Lock lock, Outcome outcome) {
        this.settlement = settlement;
        this.lock = lock;
        this.outcome = outcome;
        lock.enlist(true);
    }

    @Override
    public @Nullable Refusal obstacle() {
        return settlement.holds(lock) ? null : Refusal.messageLockLost();
    }

    @Override
    public void perform() {
        forget();
        settlement.settle(lock.token(), outcome);
    }

    @Override
    public void forget() {
        lock.enlist(false);
    }
}
