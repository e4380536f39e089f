package io.rowferry.verify;

import io.rowferry.table.Carried;

/**
 * How the rows of a stretch are told apart in groups that get a sum each, so that only the rows of groups that differ are
 * looked at one by one: by their keys, the same on both sides.
 */
sealed interface Grouping {
    /** An expression for the number of a row's group. */
    String expression(ComparedSide side);

    default boolean isNone() {
        return false;
    }

    /** All rows are one group. */
    record None() implements Grouping {
        @Override
        public String expression(ComparedSide side) {
            return "0";
        }

        @Override
        public boolean isNone() {
            return true;
        }
    }

    /** By the hash of the key. */
    record Buckets(int count) implements Grouping {
        @Override
        public String expression(ComparedSide side) {
            return side.bucket(count);
        }
    }

    /** By stretches of the whole numbers that the walk's first column holds, which costs nothing to compute. */
    record Stretches(long width) implements Grouping {
        @Override
        public String expression(ComparedSide side) {
            Carried first = side.walk().get(0);
            return side.engine()
                    .wholeQuotient(side.engine().quote(first.column().name()), width);
        }
    }
}
