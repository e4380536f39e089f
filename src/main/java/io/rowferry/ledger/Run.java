package io.rowferry.ledger;

/**
 * One execution of a command that sends.
 *
 * @param number rises with every run of the job, together with the read snapshots
 * @param name for people and messages, for instance {@code 20261122-001502-7f3a}
 */
public record Run(String job, long number, String name) {}
