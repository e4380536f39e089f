package io.rowferry.plan;

/** How a column's values reach the other side. */
public enum Fit {
    /** Every value as it is, or its row is rejected. */
    EXACT,
    /** Changed as the job declares. */
    DECLARED,
    /** Replaced by a mask. */
    MASKED,
    /** Not at all: the job says so. */
    DROPPED,
    /** Not at all: the target computes it. */
    GENERATED,
    /** Into a column that is to be added to the target. */
    ADDED,
    /** Not at all: there is no exact way, and no loss is declared. The plan cannot be run. */
    REFUSED
}
