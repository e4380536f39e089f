package io.rowferry.job;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A {@code source:} or {@code target:} as an {@link Endpoint}. */
final class BindEndpoint {
    private BindEndpoint() {}

    /** Null after a problem was noted. */
    static @Nullable Endpoint from(Section section) {
        String url = url(section.required("url"));
        String replica = url(section.optional("replica"));
        checkKind(section.optional("replica"), url, replica);
        Setting user = section.required("user");
        Words userWords = user == null ? null : user.filledWords("a user's name");
        Setting password = section.required("password");
        Words passwordWords = password == null ? null : password.words("a password");
        ZoneId zone = zone(section.optional("zone"));
        return url == null || userWords == null || passwordWords == null
                ? null
                : new Endpoint(url, replica, userWords.text(), Secret.of(passwordWords.text()), zone);
    }

    private static @Nullable String url(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.filledWords("a JDBC URL");
        if (setting == null || words == null) {
            return null;
        }
        Optional<String> problem = JdbcUrl.problem(words);
        problem.ifPresent(setting::problem);
        return problem.isPresent() ? null : words.text();
    }

    /** A replica replays its primary's log, which no other product reads. */
    private static void checkKind(@Nullable Setting setting, @Nullable String url, @Nullable String replica) {
        if (setting != null && url != null && replica != null && isPostgreSql(url) != isPostgreSql(replica)) {
            setting.problem("names another kind of database than url:");
        }
    }

    private static boolean isPostgreSql(String url) {
        return url.startsWith("jdbc:postgresql:");
    }

    private static @Nullable ZoneId zone(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.filledWords("a time zone such as Asia/Shanghai");
        if (setting == null || words == null) {
            return null;
        }
        try {
            return ZoneId.of(words.text());
        } catch (DateTimeException e) {
            Optional<String> meant =
                    words.literal() ? Nearest.to(words.text(), ZoneId.getAvailableZoneIds()) : Optional.empty();
            setting.problem("must be a time zone such as Asia/Shanghai or UTC" + words.got()
                    + meant.map(zone -> "; did you mean \"" + zone + "\"?").orElse(""));
            return null;
        }
    }
}
