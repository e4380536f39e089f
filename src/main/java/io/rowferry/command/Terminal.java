package io.rowferry.command;

import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Scanner;

/** Whether standard error is a terminal, which Java cannot tell and so the launcher does, and what its user answers. */
final class Terminal {
    private static final String TOLD = "ROWFERRY_TERMINAL";

    private Terminal() {}

    /** Asks, and answers what was typed, without blanks around it; empty when nobody answers. Asked when {@link #shows}. */
    static String answer(String question, PrintWriter err) {
        err.print(question);
        err.flush();
        // Not closed: it is the process's.
        Scanner answer = new Scanner(System.in, Charset.defaultCharset());
        return answer.hasNextLine() ? answer.nextLine().strip() : "";
    }

    static boolean shows(Map<String, String> environment) {
        return "yes".equals(environment.get(TOLD));
    }
}
