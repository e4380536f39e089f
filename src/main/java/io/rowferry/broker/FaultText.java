package io.rowferry.broker;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads a {@link Fault} as it is written on the command line. */
final class FaultText {
    private static final Pattern TIME = Pattern.compile("(\\d{1,9})(ms|s|m)");

    private final String text;

    FaultText(String text) {
        this.text = text;
    }

    Fault read() {
        int colon = text.indexOf(':');
        Fault fault = Fault.of(kind(colon < 0 ? text : text.substring(0, colon)));
        if (colon >= 0) {
            for (String setting : text.substring(colon + 1).split(",", -1)) {
                fault = with(fault, setting);
            }
        }
        return fault;
    }

    private Fault.Kind kind(String name) {
        return Arrays.stream(Fault.Kind.values())
                .filter(kind -> kind.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> wrong("'" + name + "' is no fault; there are "
                        + Arrays.stream(Fault.Kind.values())
                                .map(Fault.Kind::toString)
                                .collect(Collectors.joining(", "))));
    }

    private Fault with(Fault fault, String setting) {
        int equals = setting.indexOf('=');
        if (equals < 0) {
            throw wrong("'" + setting + "' is not of the form key=value");
        }
        String value = setting.substring(equals + 1);
        return switch (setting.substring(0, equals)) {
            case "queue" -> fault.withQueue(value);
            case "at" -> fault.withAfter(count(value, 1) - 1).withTimes(1);
            case "after" -> fault.withAfter(count(value, 0));
            case "every" -> fault.withEvery(count(value, 1));
            case "times" -> fault.withTimes(count(value, 1));
            case "rate" -> fault.withRate(rate(value));
            case "for" -> fault.withTime(time(value));
            case "condition" -> fault.withCondition(value);
            default ->
                throw wrong("'" + setting + "' is not a setting; there are queue, at, after, every, rate, times, for,"
                        + " condition");
        };
    }

    private long count(String value, long least) {
        try {
            long count = Long.parseLong(value);
            if (count >= least) {
                return count;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw wrong("'" + value + "' is not a whole number from " + least);
    }

    private double rate(String value) {
        try {
            double rate = Double.parseDouble(value);
            if (rate > 0 && rate <= 1) {
                return rate;
            }
        } catch (NumberFormatException e) {
            // told below
        }
        throw wrong("'" + value + "' is not a rate above 0 up to 1");
    }

    private Duration time(String value) {
        Matcher time = TIME.matcher(value);
        if (!time.matches()) {
            throw wrong("'" + value + "' is not a time such as 500ms, 2s or 1m");
        }
        ChronoUnit unit = switch (time.group(2)) {
            case "ms" -> ChronoUnit.MILLIS;
            case "s" -> ChronoUnit.SECONDS;
            default -> ChronoUnit.MINUTES;
        };
        return Duration.of(Long.parseLong(time.group(1)), unit);
    }

    private IllegalArgumentException wrong(String what) {
        return new IllegalArgumentException("the fault '" + text + "' cannot be read: " + what);
    }
}
