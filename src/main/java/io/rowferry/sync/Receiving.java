package io.rowferry.sync;

import io.rowferry.apply.Appliers;
import io.rowferry.ledger.CountLedger;
import io.rowferry.source.Sweeper;

/**
 * The target's side of a run that applies what it sends. Everything stays the caller's to close.
 *
 * @param counts tell what became of the run's rows
 * @param appliers drain the same queue beside it
 * @param sweeper finds keys that only the target has
 */
public record Receiving(CountLedger counts, Appliers appliers, Sweeper sweeper) {}
