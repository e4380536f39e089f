package io.rowferry.table;

/**
 * One replay of a dead letter, which the target tells the outcome of.
 *
 * @param id what the ledger knows the replayed message by
 * @param number which replay of it, from 1
 */
public record Replay(String id, int number) {}
