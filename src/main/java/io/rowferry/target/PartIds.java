package io.rowferry.target;

import io.rowferry.table.Reason;

/** Tells which part will carry the rows of a batch that were refused for one reason. */
@FunctionalInterface
public interface PartIds {

    /** The part's id; equal arguments make equal ids. */
    String of(String batch, Reason reason);
}
