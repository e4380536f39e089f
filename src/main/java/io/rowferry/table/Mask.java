package io.rowferry.table;

/** What takes the place of a column's values before they leave the source's process. */
public sealed interface Mask {

    /**
     * The first hex digits of the value's HMAC-SHA256; NULL stays NULL. Equal values stay equal.
     *
     * @param digits 8 to 64
     */
    record Hmac(int digits) implements Mask {}

    /**
     * The first characters of a text, then three stars; only the stars where the text is not longer than that. NULL stays
     * NULL.
     *
     * @param characters 1 or more
     */
    record KeepFirst(int characters) implements Mask {}

    /** One canonical text for every value, NULL too. */
    record Constant(String text) implements Mask {}

    /** NULL for every value. */
    record Null() implements Mask {}
}
