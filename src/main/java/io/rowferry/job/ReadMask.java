package io.rowferry.job;

import io.rowferry.table.Mask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a mask's word: {@code hmac}, {@code hmac(16)}, {@code keep-first(3)}, {@code constant(text)}, {@code null}. */
final class ReadMask {
    private static final int LEAST_DIGITS = 8;
    private static final int MOST_DIGITS = 64;
    private static final Pattern NUMBERED = Pattern.compile("(hmac|keep-first)(?:\\(([0-9]{1,4})\\))?");
    private static final Pattern CONSTANT = Pattern.compile("constant\\((.*)\\)", Pattern.DOTALL);

    private ReadMask() {}

    /** Null when it is none. */
    static @Nullable Mask from(String text) {
        Matcher numbered = NUMBERED.matcher(text);
        Matcher constant = CONSTANT.matcher(text);
        if (isNull(text)) {
            return new Mask.Null();
        } else if (constant.matches()) {
            return new Mask.Constant(constant.group(1));
        } else if (!numbered.matches()) {
            return null;
        }
        boolean hmac = numbered.group(1).equals("hmac");
        int number = numbered.group(2) == null ? (hmac ? MOST_DIGITS : 1) : Integer.parseInt(numbered.group(2));
        if (hmac) {
            return number < LEAST_DIGITS || number > MOST_DIGITS ? null : new Mask.Hmac(number);
        }
        return number == 0 ? null : new Mask.KeepFirst(number);
    }

    /** YAML writes nothing in three ways. */
    static boolean isNull(String text) {
        return text.equals("null") || text.equals("~") || text.isEmpty();
    }
}
