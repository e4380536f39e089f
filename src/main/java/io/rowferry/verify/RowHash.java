package io.rowferry.verify;

import io.rowferry.database.Engine;

/** Two slices, of 56 bits each, of the hash of a row's values. */
record RowHash(long first, long second) {
    private static final int DIGITS = 2 * Engine.SLICE_BYTES;

    /** Out of the first digits of a hash in hex. */
    static RowHash of(String hex) {
        return new RowHash(Long.parseLong(hex, 0, DIGITS, 16), Long.parseLong(hex, DIGITS, 2 * DIGITS, 16));
    }
}
