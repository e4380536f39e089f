package io.rowferry.command;

import java.nio.file.Path;
import java.util.Map;

/** Where this user's files of rowferry lie. */
final class Home {
    private Home() {}

    /** {@code $ROWFERRY_HOME}, by default {@code ~/.rowferry}. */
    static Path of(Map<String, String> environment) {
        String home = environment.get("ROWFERRY_HOME");
        Path path = home == null || home.isEmpty()
                ? Path.of(environment.getOrDefault("HOME", System.getProperty("user.home")), ".rowferry")
                : Path.of(home);
        return path.toAbsolutePath();
    }
}
