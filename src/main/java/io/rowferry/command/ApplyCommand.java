package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.Job;
import io.rowferry.table.TableName;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The target half alone. */
@Command(
        name = "apply",
        description = {
            "Applies what waits in the queue to the target.",
            "The receiving half of full-sync and incremental, alone, for another region or many processes at once. Needs no",
            "source:. Any number of these share the lanes of one queue, and nothing is applied twice in effect. Stopped or",
            "killed at any time, it goes on where it was when it is run again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rowferry apply jobs/after-sales.yaml --dry-run",
            "  rowferry apply jobs/after-sales.yaml",
            "  rowferry apply jobs/after-sales.yaml --follow --output json",
            "  rowferry apply jobs/after-sales.yaml --run-time 55m"
        })
final class ApplyCommand implements Callable<ExitCode> {
    @Mixin
    private JobParameter job;

    @Mixin
    private TableOption tables;

    @Mixin
    private ApplyOptions apply;

    @Mixin
    private SharedOptions options;

    @ParentCommand
    private Rowferry rowferry;

    @Spec
    private CommandSpec spec;

    @Override
    public ExitCode call() {
        Job read = job.read(rowferry.environment());
        Set<TableName> meant = tables.of(read);
        if (apply.dryRun()) {
            return new LookAtQueue(
                            read,
                            meant,
                            options,
                            rowferry.environment(),
                            spec.commandLine().getOut())
                    .run();
        } else if (meant.size() < read.tables().size()) {
            throw new Failure(
                    ExitCode.USAGE,
                    "a lane's messages are applied in their order, so that apply cannot leave out tables",
                    "Leave out --table; with --dry-run it narrows what is shown.");
        }
        return new RunApply(
                        read,
                        apply,
                        options,
                        rowferry.environment(),
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                .run();
    }
}
