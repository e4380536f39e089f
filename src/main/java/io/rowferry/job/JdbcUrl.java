package io.rowferry.job;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a database's URL must look like. No message repeats more of it than the scheme: the rest may hold a secret. */
final class JdbcUrl {
    private static final Pattern SHAPE =
            Pattern.compile("jdbc:(?:postgresql|mysql|mariadb)://([^/?#\\s]*)/([^/?#\\s]+)(?:\\?(\\S*))?");
    private static final Pattern SCHEME = Pattern.compile("(jdbc:[a-z0-9]{1,20}:).*", Pattern.DOTALL);
    private static final int LAST_PORT = 65_535;
    private static final Pattern ALLOWED = Pattern.compile("jdbc:(?:postgresql|mysql|mariadb):");
    private static final Pattern CREDENTIAL = Pattern.compile("(?:user|username|password[123]?|pwd)");

    private JdbcUrl() {}

    /** What is wrong with the URL, as the rest of a sentence that begins with the setting's path. */
    static Optional<String> problem(Words url) {
        Matcher scheme = SCHEME.matcher(url.text());
        String found = scheme.matches() ? scheme.group(1) : "";
        if (!ALLOWED.matcher(found).matches()) {
            return Optional.of("must begin with jdbc:postgresql:, jdbc:mysql: or jdbc:mariadb:"
                    + (found.isEmpty() || !url.literal() ? "" : ", got " + found));
        }
        Matcher shape = SHAPE.matcher(url.text());
        if (url.text().matches("[^?]*//[^?]*@.*")) {
            return Optional.of("holds a user or a password; write them as user: and password:");
        }
        if (!shape.matches()) {
            return Optional.of("must look like " + found + "//host:port/database");
        }
        if (!Arrays.stream(shape.group(1).split(",", -1)).allMatch(JdbcUrl::hasPort)) {
            return Optional.of("names a port that is none; it must be a number from 1 to " + LAST_PORT);
        }
        boolean credentials = shape.group(3) != null
                && Arrays.stream(shape.group(3).split("&")).anyMatch(JdbcUrl::isCredential);
        return credentials || shape.group(1).toLowerCase(Locale.ROOT).contains("password=")
                ? Optional.of("holds a user or a password; write them as user: and password:")
                : Optional.empty();
    }

    /** True also for a host that names no port, and for forms of MariaDB's own in parentheses. */
    private static boolean hasPort(String host) {
        int colon = host.lastIndexOf(':');
        if (colon < 0 || host.endsWith("]") || host.contains("(")) {
            return true;
        }
        String port = host.substring(colon + 1);
        return port.matches("[0-9]{1,5}") && Integer.parseInt(port) >= 1 && Integer.parseInt(port) <= LAST_PORT;
    }

    private static boolean isCredential(String parameter) {
        String name = parameter.split("=", 2)[0];
        try {
            name = URLDecoder.decode(name, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return false; // not percent-encoded after all, so the driver reads the name as it stands
        }
        return CREDENTIAL.matcher(name.toLowerCase(Locale.ROOT)).matches();
    }
}
