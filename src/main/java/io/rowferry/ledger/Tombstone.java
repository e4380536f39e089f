package io.rowferry.ledger;

import org.jspecify.annotations.Nullable;

/**
 * A key that a batch has deleted.
 *
 * @param hash stands for the key; 64 hex digits
 * @param key for people
 * @param version at which the row was gone, in canonical text; null where the order alone decided
 */
public record Tombstone(String hash, String key, @Nullable String version) {}
