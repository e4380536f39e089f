package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.io.PrintWriter;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line: the mistake, what was probably meant, and where to read on. */
final class TellMistake implements IParameterExceptionHandler {
    @Override
    public int handleParseException(ParameterException mistake, String[] args) {
        CommandLine command = mistake.getCommandLine();
        String what = what(mistake);
        String remedy = "Try '" + command.getCommandSpec().qualifiedName() + " --help'";
        PrintWriter err = command.getErr();
        err.println(what);
        err.println(remedy);
        if (asksForJson(args)) {
            new FailureDocument(null, FailureDocument.typed(command), new Failure(ExitCode.USAGE, what, remedy))
                    .print(command.getOut());
        }
        return ExitCode.USAGE.code();
    }

    private static String what(ParameterException mistake) {
        if (!(mistake instanceof UnmatchedArgumentException unmatched)) {
            return String.valueOf(mistake.getMessage());
        }
        CommandLine command = mistake.getCommandLine();
        String typed = unmatched.getUnmatched().get(0);
        String noun =
                unmatched.isUnknownOption() ? "option" : command.getParent() == null ? "command" : "further argument";
        String meant = unmatched.getSuggestions().stream().findFirst().orElse(""); // the nearest comes first
        return command.getCommandSpec().qualifiedName() + " knows no " + noun + " '" + typed + "'"
                + (meant.isEmpty() ? "" : "; did you mean '" + meant + "'?");
    }

    /** The options of a line that could not be parsed are not to be had from picocli. */
    private static boolean asksForJson(String[] args) {
        String line = String.join(" ", args).toLowerCase(Locale.ROOT);
        return line.matches("(?s)(?:.* )?--output[ =]json(?: .*)?");
    }
}
