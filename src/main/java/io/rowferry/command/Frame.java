package io.rowferry.command;

import io.rowferry.ExitCode;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.UsageMessageSpec;

/** What holds for every command alike: streams, help, mistakes, failures, exit codes. */
final class Frame {
    private static final int WIDTH = 110;

    private Frame() {}

    /** Fits out a command line with all its subcommands, and returns it. */
    static CommandLine around(CommandLine commands, PrintWriter out, PrintWriter err) {
        TellFailure failure = new TellFailure();
        commands.setOut(out)
                .setErr(err)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExpandAtFiles(false)
                .setUsageHelpWidth(WIDTH)
                .setExecutionStrategy(new RunChosenCommand(failure))
                .setExecutionExceptionHandler((e, commandLine, parsed) -> failure.tell(e, commandLine))
                .setParameterExceptionHandler(new TellMistake());
        listExitCodes(commands);
        return commands;
    }

    private static void listExitCodes(CommandLine commands) {
        Map<String, String> codes = new LinkedHashMap<>();
        Arrays.stream(ExitCode.values()).forEach(code -> codes.put(String.valueOf(code.code()), code.meaning()));
        UsageMessageSpec usage = commands.getCommandSpec().usageMessage();
        usage.exitCodeListHeading("%nExit codes:%n").exitCodeList(codes);
        commands.getSubcommands().values().forEach(Frame::listExitCodes);
    }
}
