package io.rowferry.command;

import io.rowferry.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Shows how a job stands. */
@Command(
        name = "status",
        description = {
            "Shows how far a job is, what holds it back, and what waits.",
            "Watermarks and how far they are behind the source's clock; the horizon, and whose transaction keeps it from",
            "moving on; messages and dead letters; the latest runs, and who runs now. It takes no lock, writes nothing,",
            "and ends with 4 while dead letters of the job wait."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rowferry status jobs/after-sales.yaml",
            "  rowferry status jobs/after-sales.yaml --table orders --output json"
        })
final class StatusCommand implements Callable<ExitCode> {
    @Mixin
    private JobParameter job;

    @Mixin
    private TableOption tables;

    @Mixin
    private SharedOptions options;

    @ParentCommand
    private Rowferry rowferry;

    @Spec
    private CommandSpec spec;

    @Override
    public ExitCode call() {
        return new RunStatus(
                        job.read(rowferry.environment()),
                        tables,
                        options,
                        rowferry.environment(),
                        spec.commandLine().getOut())
                .run();
    }
}
