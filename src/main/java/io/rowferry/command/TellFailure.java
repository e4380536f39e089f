package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.Job;
import io.rowferry.report.SyncText;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import picocli.CommandLine;

/** Says why a command did not end as it should: what happened, then what to do; to people who are not there, too. */
final class TellFailure {
    /** Prints to the command's streams and answers the code to exit with. */
    int tell(Throwable thrown, CommandLine command) {
        Failure failure = failure(thrown);
        SharedOptions options = SharedOptions.of(command);
        FailureDocument document = new FailureDocument(
                JobParameter.readBy(command).map(Job::name).orElse(null), FailureDocument.typed(command), failure);
        PrintWriter err = command.getErr();
        if (options.output() == OutputFormat.TEXT) {
            document.soFar().ifPresent(soFar -> SyncText.printFailed(soFar, command.getOut()));
            command.getOut().flush();
        }
        err.println(failure.what());
        err.println(failure.remedy());
        if (options.stacktrace()) {
            thrown.printStackTrace(err);
        }
        if (options.output() == OutputFormat.JSON) {
            document.print(command.getOut());
        }
        callPeople(failure, command);
        return failure.exitCode().code();
    }

    private static void callPeople(Failure failure, CommandLine command) {
        String typed = FailureDocument.typed(command);
        if (Attention.isRun(typed) && !command.getParseResult().hasMatchedOption("--dry-run")) {
            command.getOut().flush();
            command.getErr().flush();
            JobParameter.readBy(command).ifPresent(job -> new Attention(job, typed, command.getErr()).call(failure));
        }
    }

    private static Failure failure(Throwable thrown) {
        if (thrown instanceof Failure known) {
            return known;
        } else if (thrown instanceof UncheckedIOException files) {
            return new Failure(
                    ExitCode.OUTAGE,
                    files.getMessage() + " (" + files.getCause() + ")",
                    "See to it that there is room, and that this user may write there ($ROWFERRY_HOME, by default"
                            + " ~/.rowferry, and the system's folder for temporary files); then run it again.",
                    files);
        }
        return new Failure(
                ExitCode.BUG,
                "this is a bug in rowferry: " + thrown,
                "Please report it, with what --stacktrace adds to the same command.",
                thrown);
    }
}
