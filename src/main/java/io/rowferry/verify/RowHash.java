package io.rowferry.verify;

/** Two slices, of 60 bits each, of the hash of a row's values. */
record RowHash(long first, long second) {}
