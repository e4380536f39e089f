package io.rowferry.command;

import io.rowferry.ExitCode;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionStrategy;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** Runs the last command on the line, as talkative as its options ask, and turns its {@link ExitCode} into a number. */
final class RunChosenCommand implements IExecutionStrategy {
    private final TellFailure failure;

    RunChosenCommand(TellFailure failure) {
        this.failure = failure;
    }

    @Override
    public int execute(ParseResult parsed) {
        CommandLine chosen = chosen(parsed);
        return SharedOptions.of(chosen).verbose() && !chosen.isUsageHelpRequested()
                ? Verbosity.raisedWhile(() -> run(parsed, chosen))
                : run(parsed, chosen);
    }

    private int run(ParseResult parsed, CommandLine chosen) {
        try {
            int code = new RunLast().execute(parsed);
            return chosen.getExecutionResult() instanceof ExitCode result ? result.code() : code;
        } catch (Error e) { // picocli hands on only exceptions, and an escaping Error would exit as 1
            return failure.tell(e, chosen);
        }
    }

    private static CommandLine chosen(ParseResult parsed) {
        return parsed.hasSubcommand()
                ? chosen(parsed.subcommand())
                : parsed.commandSpec().commandLine();
    }
}
