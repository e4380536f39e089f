package io.rowferry.database;

import java.net.UnknownHostException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Takes a login's secrets out of errors: its password, and those parameters of its URL that may be one. */
final class Concealment {
    private static final Pattern SECRET = Pattern.compile("(?i).*(?:pass|pwd|secret|token|key|credential).*");
    /** Words, numbers and paths, which a message is worth nothing without. */
    private static final Pattern HARMLESS = Pattern.compile("[a-z-]*|[A-Z_]+|[0-9]+|/.*");

    private final List<String> secrets;

    Concealment(String url, String password) {
        int query = url.indexOf('?');
        Stream<String> parameters = query < 0
                ? Stream.empty()
                : Arrays.stream(url.substring(query + 1).split("[&;]"));
        this.secrets = Stream.concat(
                        Stream.of(password),
                        parameters
                                .map(parameter -> parameter.split("=", 2))
                                .filter(p -> p.length == 2 && isSecret(p[0], p[1]))
                                .map(p -> p[1]))
                .filter(secret -> !secret.isBlank())
                .toList();
    }

    private static boolean isSecret(String name, String value) {
        return SECRET.matcher(name).matches() || !HARMLESS.matcher(value).matches();
    }

    SQLException of(SQLException error) {
        boolean tells = Stream.<Throwable>iterate(error, Objects::nonNull, Throwable::getCause)
                .anyMatch(e -> !without(e.getMessage()).equals(String.valueOf(e.getMessage())));
        return tells ? copy(error) : error;
    }

    private SQLException copy(SQLException error) {
        SQLException copy = new SQLException(without(error.getMessage()), error.getSQLState(), error.getErrorCode());
        copy.setStackTrace(error.getStackTrace());
        if (error.getCause() instanceof UnknownHostException cause) {
            copy.initCause(cause);
        }
        return copy;
    }

    private String without(@Nullable String message) {
        String text = String.valueOf(message);
        for (String secret : secrets) {
            text = text.replace(secret, "***");
        }
        return text;
    }
}
