package io.rowferry.scenario;

import io.rowferry.command.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.HashMap;
import java.util.Map;

/** A command line of rowferry that was run in this process to its end. */
record Ran(int exitCode, String printed) {
    /** As a user runs it. */
    static Ran line(String... arguments) {
        return line(Map.of(), arguments);
    }

    /** As a user with these variables more runs it. */
    static Ran line(Map<String, String> variables, String... arguments) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(variables);
        StringWriter printed = new StringWriter();
        PrintWriter writer = new PrintWriter(printed);
        int exitCode = Main.run(arguments, writer, writer, environment);
        return new Ran(exitCode, printed.toString());
    }
}
