package io.rowferry.job;

/**
 * One scalar of the file, its references resolved.
 *
 * @param literal whether all of it stands in the file; what came from elsewhere may be a secret
 */
record Words(String text, boolean literal) {
    private static final int LONGEST_SHOWN = 40;

    /** The end of a message that says what was found, as far as it may be shown. */
    String got() {
        return literal && text.length() <= LONGEST_SHOWN ? ", got \"" + text + "\"" : "";
    }

    @Override
    public String toString() {
        return literal ? text : "***";
    }
}
