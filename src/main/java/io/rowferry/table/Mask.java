package io.rowferry.table;

/** What takes the place of a column's values before they leave the source's process. */
public sealed interface Mask {
    /** Whether a text may be one that this mask has put in a value's place; what it is not may be the value itself. */
    boolean mayHaveMade(String text);

    /**
     * The first hex digits of the value's HMAC-SHA256; NULL stays NULL. Equal values stay equal.
     *
     * @param digits 8 to 64
     */
    record Hmac(int digits) implements Mask {
        @Override
        public boolean mayHaveMade(String text) {
            return text.length() == digits && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
        }
    }

    /**
     * The first characters of a text, then three stars; only the stars where the text is not longer than that. NULL stays
     * NULL.
     *
     * @param characters 1 or more
     */
    record KeepFirst(int characters) implements Mask {
        private static final String STARS = "***";

        @Override
        public boolean mayHaveMade(String text) {
            return text.endsWith(STARS) && text.codePointCount(0, text.length()) <= characters + STARS.length();
        }
    }

    /** One canonical text for every value, NULL too. */
    record Constant(String text) implements Mask {
        @Override
        public boolean mayHaveMade(String other) {
            return text.equals(other);
        }
    }

    /** NULL for every value. */
    record Null() implements Mask {
        @Override
        public boolean mayHaveMade(String text) {
            return false;
        }
    }
}
