package io.rowferry.command;

import io.rowferry.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Looks at dead letters. */
@Command(
        name = "replay-dlq",
        description = {
            "Lists the dead letters of the job's queue: refused rows, and why.",
            "Looking neither locks nor moves anything. Replaying them comes with a later release; until then a full-sync",
            "sends their rows again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rowferry replay-dlq jobs/after-sales.yaml --list",
            "  rowferry replay-dlq jobs/after-sales.yaml --list --output json"
        })
final class ReplayDlqCommand implements Callable<ExitCode> {
    @Mixin
    private JobParameter job;

    @Mixin
    private SharedOptions options;

    @SuppressWarnings("UnusedVariable") // the only deed yet; required, so that no script relies on a default
    @Option(names = "--list", required = true, description = "List every dead letter, oldest first.")
    private boolean list;

    @ParentCommand
    private Rowferry rowferry;

    @Spec
    private CommandSpec spec;

    @Override
    public ExitCode call() {
        return new RunListDeadLetters(
                        job.read(rowferry.environment()),
                        options,
                        rowferry.environment(),
                        spec.commandLine().getOut())
                .run();
    }
}
