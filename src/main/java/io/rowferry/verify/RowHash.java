package io.rowferry.verify;

/** Two slices, of 60 bits each, of the hash of a row's values. */
record RowHash(long first, long second) {
    private static final int DIGITS = 15;

    /** As much of a hash in hex as it takes, so that no more travels. */
    static String needed(String expression) {
        return "substr(" + expression + ", 1, " + 2 * DIGITS + ")";
    }

    /** Out of a hash in hex. */
    static RowHash of(String hex) {
        return new RowHash(Long.parseLong(hex, 0, DIGITS, 16), Long.parseLong(hex, DIGITS, 2 * DIGITS, 16));
    }
}
