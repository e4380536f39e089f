package io.rowferry.database;

/**
 * A place in the log that the replicas of a server replay.
 *
 * @param server which server wrote it, as its replicas know it
 * @param place in the engine's own words
 */
public record LogPosition(String server, String place) {}
