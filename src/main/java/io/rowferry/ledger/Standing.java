package io.rowferry.ledger;

/** What a row that was refused has to say of its key. */
public enum Standing {
    /** Its rejection is the latest word on the key: tried again, it is in order, however long it has waited. */
    LATEST,
    /** A later batch has spoken of the key, and that one counts. */
    SUPERSEDED,
    /** Its batch came late, so that a later one may have spoken of the key before. */
    LATE
}
