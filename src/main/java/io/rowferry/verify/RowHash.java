package io.rowferry.verify;

/** Two slices, of 60 bits each, of the hash of a row's values. */
record RowHash(long first, long second) {
    private static final int DIGITS = 15;

    /** Out of a hash in hex. */
    static RowHash of(String hex) {
        return new RowHash(Long.parseLong(hex, 0, DIGITS, 16), Long.parseLong(hex, DIGITS, 2 * DIGITS, 16));
    }
}
