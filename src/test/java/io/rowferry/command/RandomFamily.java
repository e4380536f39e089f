package io.rowferry.command;

/** What values of a type are, whatever the engine calls it. */
enum RandomFamily {
    INTEGER,
    /** With a declared precision, or with none where the size is below zero. */
    DECIMAL,
    FLOAT,
    BOOLEAN,
    TEXT,
    /** Padded with blanks that are no part of the value. */
    CHAR,
    BYTES,
    DATE,
    TIME,
    /** With a zone or without; all zones of the tests are UTC. */
    MOMENT,
    YEAR,
    BIT,
    /** Bits whose number is a part of the value. */
    BITS,
    ENUM,
    SET,
    JSON,
    UUID,
    /** Only PostgreSQL has it, and its text is its value. */
    NATIVE
}
