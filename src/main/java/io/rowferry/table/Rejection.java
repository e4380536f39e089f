package io.rowferry.table;

/**
 * A row that the target refused.
 *
 * @param ordinal the row's place in its batch, from 0
 * @param key the key's canonical texts, joined by commas, for people
 * @param words what the server said
 */
public record Rejection(int ordinal, String key, Reason reason, String words) {}
