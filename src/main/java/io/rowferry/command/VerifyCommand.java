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
            "Compares both sides of every table, and writes nothing.",
            "First the counts, then a checksum over every value of every row, computed in both servers at once. NULL and",
            "'' differ, blanks and case are data, microseconds count. Floats are compared as numbers and JSON as trees."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rowferry verify jobs/after-sales.yaml",
            "  rowferry verify jobs/after-sales.yaml --table orders --output json"
        })
final class VerifyCommand implements Callable<ExitCode> {
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
        return new RunVerify(
                        job.read(rowferry.environment()),
                        tables,
                        options,
                        rowferry.environment(),
                        spec.commandLine().getOut())
                .run();
    }
}
