package io.rowferry.job;

import io.rowferry.table.TableName;

/** What becomes, on the target, of rows that are gone in the source. */
public sealed interface Deletes {
    /**
     * They stay.
     *
     * @param declared whether the job says so, so that they are no surprise
     */
    record Ignore(boolean declared) implements Deletes {
        /** The policy of a table that declares none. */
        static final Ignore UNDECLARED = new Ignore(false);
    }

    /**
     * Rows that the source marks are gone.
     *
     * @param column holds true, a number other than 0, or, for other types, anything but NULL
     */
    record Soft(String column) implements Deletes {}

    /**
     * The source notes the keys of rows that are gone.
     *
     * @param table has the key's columns, and {@link #STAMP}, when the row went, of the watermark's type
     */
    record Tombstones(TableName table) implements Deletes {
        public static final String STAMP = "deleted_at";
    }

    /** The keys of both sides are compared, at the end of full-sync. */
    record Sweep() implements Deletes {}

    /** Whether rows ever go. */
    default boolean removesRows() {
        return !(this instanceof Ignore);
    }
}
