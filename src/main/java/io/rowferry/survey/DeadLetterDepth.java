package io.rowferry.survey;

/**
 * How many messages a dead-letter queue holds.
 *
 * @param waiting those of the job
 * @param foreign those of others
 * @param more whether there are more than both, which nobody has counted
 */
public record DeadLetterDepth(long waiting, long foreign, boolean more) {}
