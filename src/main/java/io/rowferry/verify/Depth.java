package io.rowferry.verify;

/** How far a comparison goes, or had to go. */
public enum Depth {
    /** How many rows there are. */
    COUNT,
    /** Sums over every value of every row. */
    CHECKSUM,
    /** Which rows differ, and in what. */
    ROWS
}
