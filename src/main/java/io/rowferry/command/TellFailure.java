package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.io.PrintWriter;
import picocli.CommandLine;

/** Says why a command did not end as it should: what happened, then what to do. */
final class TellFailure {
    /** Prints to the command's streams and answers the code to exit with. */
    int tell(Throwable thrown, CommandLine command) {
        Failure failure = thrown instanceof Failure known ? known : bug(thrown);
        SharedOptions options = SharedOptions.of(command);
        PrintWriter err = command.getErr();
        err.println(failure.what());
        err.println(failure.remedy());
        if (options.stacktrace()) {
            thrown.printStackTrace(err);
        }
        if (options.output() == OutputFormat.JSON) {
            new FailureDocument(
                            JobParameter.nameReadBy(command).orElse(null),
                            FailureDocument.typed(command),
                            failure.exitCode(),
                            failure.what(),
                            failure.remedy())
                    .print(command.getOut());
        }
        return failure.exitCode().code();
    }

    private static Failure bug(Throwable thrown) {
        return new Failure(
                ExitCode.BUG,
                "this is a bug in rowferry: " + thrown,
                "Please report it, with what --stacktrace adds to the same command.",
                thrown);
    }
}
