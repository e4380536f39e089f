package io.rowferry.command;

import io.rowferry.ExitCode;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Proves that both sides hold the same rows, or tells which tables do not. */
@Command(
        name = "verify",
        description = {
            "Compares both sides of every table, down to the rows that differ, and mends them on demand.",
            "Checksums over every value are computed in both servers at once; then the rows are found whose checksums",
            "differ, and the values that do. NULL and '' differ, blanks and case are data, microseconds count; floats are",
            "compared as numbers, JSON as trees, masked columns as they are masked. Rows that are on their way are read",
            "again until they settle; rows that were rejected, or are newer on the target, are named as such. Ends with 3",
            "when rows differ, with 8 when some have not settled. --repair sends what is missing or changed once more, on",
            "the way of all rows, and compares it again."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rowferry verify jobs/after-sales.yaml",
            "  rowferry verify jobs/after-sales.yaml --table orders --output json",
            "  rowferry verify jobs/after-sales.yaml --depth count",
            "  rowferry verify jobs/after-sales.yaml --report after-sales.html",
            "  rowferry verify jobs/after-sales.yaml --repair --dry-run",
            "  rowferry verify jobs/after-sales.yaml --repair --delete-extra --max-deletes 500"
        })
final class VerifyCommand implements Callable<ExitCode> {
    @Mixin
    private JobParameter job;

    @Mixin
    private TableOption tables;

    @Mixin
    private VerifyOptions verify;

    @Mixin
    private RepairOptions repair;

    @Mixin
    private ReportOption report;

    @Mixin
    private SharedOptions options;

    @ParentCommand
    private Rowferry rowferry;

    @Spec
    private CommandSpec spec;

    @Override
    public ExitCode call() {
        return new RunVerify(
                        job.read(rowferry.environment()),
                        tables,
                        verify,
                        repair,
                        report,
                        options,
                        rowferry.environment(),
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                .run();
    }
}
