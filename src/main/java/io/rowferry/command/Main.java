package io.rowferry.command;

import java.io.OutputStreamWriter;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Where the program starts, and the only place where it exits. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(Interruption.endingInOrder(() -> run(args, utf8(System.out), utf8(System.err), System.getenv())));
    }

    /**
     * Runs one command line as the program would, without exiting. Both writers are flushed, neither is closed.
     *
     * @return the code to exit with, one of {@link io.rowferry.ExitCode}
     */
    public static int run(String[] args, PrintWriter out, PrintWriter err, Map<String, String> environment) {
        int code =
                Frame.around(Rowferry.commandsFor(args, environment), out, err).execute(args);
        out.flush();
        err.flush();
        return code;
    }

    /** UTF-8 whatever the locale: JSON must be, and rows hold every script. */
    static PrintWriter utf8(PrintStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
