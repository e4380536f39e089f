package io.rowferry.command;

import io.rowferry.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Sends the rows that have changed. */
@Command(
        name = "incremental",
        description = {
            "Sends the rows that have changed since the watermark, through the bus, and applies them.",
            "The watermark moves only to the horizon: the moment before which no transaction of the source can still",
            "commit a row. Rows beyond it are sent too, and looked at again in the next run, so that a transaction left",
            "open delays the watermark and nothing else. full-sync stores the first watermark."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rowferry incremental jobs/after-sales.yaml",
            "  rowferry incremental jobs/after-sales.yaml --dry-run",
            "  rowferry incremental jobs/after-sales.yaml --every 30s",
            "  rowferry incremental jobs/after-sales.yaml --wait 50s --output json"
        })
final class IncrementalCommand implements Callable<ExitCode> {
    @Mixin
    private JobParameter job;

    @Mixin
    private TableOption tables;

    @Mixin
    private IncrementalOptions incremental;

    @Mixin
    private SharedOptions options;

    @ParentCommand
    private Rowferry rowferry;

    @Spec
    private CommandSpec spec;

    @Override
    public ExitCode call() {
        return new RunIncremental(
                        job.read(rowferry.environment()),
                        tables,
                        incremental,
                        options,
                        rowferry.environment(),
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                .run();
    }
}
