package io.rowferry.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import picocli.CommandLine;

/** One command line run in this process: what it printed and how it ended. */
record CommandRun(int exitCode, String out, String err) {
    /** As a user runs it. */
    static CommandRun of(String... args) {
        return in(Map.of(), args);
    }

    /** As a user with these variables runs it. */
    static CommandRun in(Map<String, String> environment, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(args, new PrintWriter(out), new PrintWriter(err), environment);
        return new CommandRun(code, out.toString(), err.toString());
    }

    /** With one command more than the program has. */
    static CommandRun with(Object command, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commands = Rowferry.commands(Map.of()).addSubcommand(command);
        int code = Frame.around(commands, new PrintWriter(out, true), new PrintWriter(err, true))
                .execute(args);
        return new CommandRun(code, out.toString(), err.toString());
    }
}
