package io.rowferry.target;

import io.rowferry.table.Reason;

/** Tells which part will carry rows of a batch, or of a part, that were refused. Equal arguments make equal ids. */
public interface PartIds {

    /** The part with the rows that are to be tried again. */
    String retried(String batch);

    /** The part with the rows that were refused for good, at that attempt and for that reason. */
    String refused(String batch, int attempt, Reason reason);
}
