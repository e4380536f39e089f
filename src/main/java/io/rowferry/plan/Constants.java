package io.rowferry.plan;

import io.rowferry.table.ColumnType;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The canonical text of a constant that a person wrote into a job file. */
final class Constants {
    private static final Pattern DATE = Pattern.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}");
    private static final Pattern TIME = Pattern.compile("([0-9]{2}:[0-9]{2}:[0-9]{2})(?:\\.([0-9]{1,6}))?");
    private static final int DIGITS_OF_A_SECOND = 6;

    private Constants() {}

    /** Null when the text is no value of the type. */
    static @Nullable String canonical(ColumnType type, String text) {
        return switch (type.kind()) {
            case INTEGER, UNSIGNED -> number(text, 0);
            case DECIMAL -> number(text, type.scale());
            case BOOLEAN -> text.matches("[01]") ? text : text.equals("true") ? "1" : text.equals("false") ? "0" : null;
            case DATE -> DATE.matcher(text).matches() ? text : null;
            case TIME -> time(text);
            case TIMESTAMP, INSTANT -> moment(text);
            default -> text;
        };
    }

    private static @Nullable String number(String text, int scale) {
        try {
            return new BigDecimal(text).setScale(scale).toPlainString();
        } catch (ArithmeticException | NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable String time(String text) {
        Matcher time = TIME.matcher(text);
        if (!time.matches()) {
            return null;
        }
        String fraction = time.group(2) == null ? "" : time.group(2);
        return time.group(1) + "." + fraction + "0".repeat(DIGITS_OF_A_SECOND - fraction.length());
    }

    private static @Nullable String moment(String text) {
        String[] parts = text.split("[ T]", 2);
        String time = time(parts.length == 2 ? parts[1] : "00:00:00");
        return DATE.matcher(parts[0]).matches() && time != null ? parts[0] + " " + time : null;
    }
}
