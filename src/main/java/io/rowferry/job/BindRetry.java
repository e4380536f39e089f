package io.rowferry.job;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The {@code retry:} and {@code tolerate:} of a job. */
final class BindRetry {
    private static final int MOST_ATTEMPTS = 20;
    private static final double LARGEST_FACTOR = 10;
    private static final Duration LONGEST = Duration.ofHours(1);

    private BindRetry() {}

    static Retry from(@Nullable Setting setting) {
        Section section = setting == null ? null : setting.section(Keys.RETRY);
        if (section == null) {
            return Retry.DEFAULT;
        }
        return new Retry(
                (int) number(section.optional("attempts"), Retry.DEFAULT.attempts(), 0, MOST_ATTEMPTS, true),
                first(section.optional("first")),
                number(section.optional("factor"), Retry.DEFAULT.factor(), 1, LARGEST_FACTOR, false));
    }

    private static Duration first(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.words("a duration, such as 10s");
        if (setting == null || words == null) {
            return Retry.DEFAULT.first();
        }
        Duration first = ReadDuration.from(words.text());
        if (first == null || first.isZero() || first.compareTo(LONGEST) > 0) {
            setting.problem("must be a duration of at most 1h, such as 10s" + words.got());
            return Retry.DEFAULT.first();
        }
        return first;
    }

    private static double number(
            @Nullable Setting setting, double otherwise, double least, double most, boolean whole) {
        String kind = (whole ? "a whole number" : "a number") + " from " + shown(least) + " to " + shown(most);
        Words words = setting == null ? null : setting.words(kind);
        if (setting == null || words == null) {
            return otherwise;
        }
        double number = parse(words.text());
        if (!(number >= least && number <= most) || (whole && number != Math.rint(number))) {
            setting.problem("must be " + kind + words.got());
            return otherwise;
        }
        return number;
    }

    private static String shown(double number) {
        return Long.toString((long) number);
    }

    private static double parse(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    /** Whether no row may be rejected; null where nothing is said. */
    static @Nullable Boolean strict(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.words("none or all");
        if (setting == null || words == null) {
            return null;
        } else if (!words.text().equals("none") && !words.text().equals("all")) {
            setting.problem("must be none (a rejected row stops its lane) or all (the default)" + words.got());
        }
        return words.text().equals("none");
    }
}
