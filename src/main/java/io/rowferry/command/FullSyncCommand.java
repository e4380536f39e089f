package io.rowferry.command;

import io.rowferry.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Copies every row of every table. */
@Command(
        name = "full-sync",
        description = {
            "Copies every row of every table into the target, through the bus.",
            "Ends when each row is accounted for: applied, unchanged, stale, or rejected into the dead-letter queue. Run",
            "it again at any time: rows that are there already cost no writes. What becomes of rows that are gone from the",
            "source is each table's deletes: policy, by default that they are left."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rowferry full-sync jobs/after-sales.yaml",
            "  rowferry full-sync jobs/after-sales.yaml --dry-run",
            "  rowferry full-sync jobs/after-sales.yaml --create-tables print > tables.sql",
            "  rowferry full-sync jobs/after-sales.yaml --table orders --output json"
        })
final class FullSyncCommand implements Callable<ExitCode> {
    @Mixin
    private JobParameter job;

    @Mixin
    private TableOption tables;

    @Mixin
    private FullSyncOptions fullSync;

    @Mixin
    private SharedOptions options;

    @ParentCommand
    private Rowferry rowferry;

    @Spec
    private CommandSpec spec;

    @Override
    public ExitCode call() {
        return new RunFullSync(
                        job.read(rowferry.environment()),
                        tables,
                        fullSync,
                        options,
                        rowferry.environment(),
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                .run();
    }
}
