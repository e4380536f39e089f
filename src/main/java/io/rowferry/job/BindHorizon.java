package io.rowferry.job;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code horizon:}, whose only word so far declares how old a transaction may get: {@code lag(15m)}. */
final class BindHorizon {
    private static final Pattern LAG = Pattern.compile("lag\\((.*)\\)");

    private BindHorizon() {}

    /** Null when there is none, and after a problem was noted. */
    static @Nullable Duration lag(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.words("lag(15m), with the age that no transaction exceeds");
        if (setting == null || words == null) {
            return null;
        }
        Matcher matcher = LAG.matcher(words.text().strip());
        Duration lag = matcher.matches() ? ReadDuration.from(matcher.group(1)) : null;
        if (lag == null || lag.isZero()) {
            setting.problem("must be lag(15m), with the age that no transaction exceeds" + words.got());
            return null;
        }
        return lag;
    }

    /** Zero when there is none, and after a problem was noted. */
    static Duration overlap(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.words("a duration such as 5m");
        Duration overlap = words == null ? null : ReadDuration.from(words.text());
        if (setting != null && words != null && overlap == null) {
            setting.problem("must be a duration such as 30s, 5m or 2h" + words.got());
        }
        return overlap == null ? Duration.ZERO : overlap;
    }
}
