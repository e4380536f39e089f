package io.rowferry.command;

import java.io.PrintWriter;
import java.io.Writer;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/** The options that every command has. */
final class SharedOptions {
    @Option(
            names = "--output",
            paramLabel = "FORMAT",
            converter = OutputFormat.Converter.class,
            description = "How to write the result: ${COMPLETION-CANDIDATES} (one document on standard output).")
    private OutputFormat output = OutputFormat.TEXT;

    @Option(
            names = {"-q", "--quiet"},
            description = "Show no progress.")
    private boolean quiet;

    @Option(
            names = {"-v", "--verbose"},
            description = "Log in detail, to standard error.")
    private boolean verbose;

    @Option(names = "--stacktrace", description = "Show where in the program a failure arose.")
    private boolean stacktrace;

    @SuppressWarnings("UnusedVariable") // picocli itself looks at it
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    /** Those of a command, or all defaults where it has none, as the root command. */
    static SharedOptions of(CommandLine command) {
        return command.getCommandSpec().mixins().values().stream()
                .map(CommandSpec::userObject)
                .filter(SharedOptions.class::isInstance)
                .map(SharedOptions.class::cast)
                .findFirst()
                .orElseGet(SharedOptions::new);
    }

    OutputFormat output() {
        return output;
    }

    /** Where goes what is told beside the result: nowhere when it is to be quiet. */
    PrintWriter aside(PrintWriter err) {
        return quiet ? new PrintWriter(Writer.nullWriter()) : err;
    }

    boolean verbose() {
        return verbose;
    }

    boolean stacktrace() {
        return stacktrace;
    }
}
