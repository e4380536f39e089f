package io.rowferry.sync;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How many rows of a table one run may delete.
 *
 * @param rows so many; null when a share is meant
 * @param share of the target's rows, from 0 to 1; counts only above a hundred rows
 */
public record MaxDeletes(@Nullable Long rows, double share) {
    /** Where nothing is said. */
    public static final MaxDeletes DEFAULT = new MaxDeletes(null, 0.1);

    /** Few enough for a mistake to be mended by hand; below it nobody counts the target. */
    static final long ALWAYS = 100;

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12})(%?)");

    /** Reads {@code 5000} or {@code 10%}; null when it is neither. */
    public static @Nullable MaxDeletes read(String text) {
        Matcher matcher = TEXT.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long number = Long.parseLong(matcher.group(1));
        if (matcher.group(2).isEmpty()) {
            return new MaxDeletes(number, 0);
        }
        return number > 100 ? null : new MaxDeletes(null, number / 100.0);
    }

    /** Whether a target may be emptied, which nobody means who does not say so. */
    boolean allowsAll(long targetRows) {
        return rows == null ? share >= 1 : rows >= targetRows;
    }

    long of(long targetRows) {
        return rows == null ? Math.max(ALWAYS, (long) (share * targetRows)) : rows;
    }
}
