package io.rowferry.survey;

/**
 * How many messages a queue holds.
 *
 * @param more whether there are more than {@code waiting}, which nobody has counted
 */
public record Depth(long waiting, boolean more) {}
