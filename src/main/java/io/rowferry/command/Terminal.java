package io.rowferry.command;

import java.util.Map;

/** Whether standard error is a terminal: Java cannot tell, so the launcher does. */
final class Terminal {
    private static final String TOLD = "ROWFERRY_TERMINAL";

    private Terminal() {}

    static boolean shows(Map<String, String> environment) {
        return "yes".equals(environment.get(TOLD));
    }
}
