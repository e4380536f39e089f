package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.sync.Deadline;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Lists the rows of a table that differ. */
@Command(
        name = "diff",
        description = {
            "Lists what differs in a table, as CSV on standard output.",
            "Each line begins with - (only the source has the row), + (only the target has it) or * (a column differs),",
            "then come the key's columns, the column, its value in the source and in the target. NULL is nothing, an empty",
            "text is \"\". Masked columns are shown as they are masked. It finds what verify finds, in memory that does not",
            "grow, and ends with 3 when there is anything, with 0 when not."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rowferry diff jobs/after-sales.yaml --table orders",
            "  rowferry diff jobs/after-sales.yaml --table orders --keys-only > orders.csv"
        })
final class DiffCommand implements Callable<ExitCode> {
    @Mixin
    private JobParameter job;

    @Option(
            names = "--table",
            paramLabel = "TABLE",
            required = true,
            converter = TableNameConverter.class,
            description = "Which table of the job.")
    private TableName table;

    @Option(names = "--keys-only", description = "Name the rows, and not what differs in them.")
    private boolean keysOnly;

    @Option(
            names = "--max-diffs",
            paramLabel = "N",
            converter = PositiveConverter.class,
            description = "Stop after so many rows, about; default: list all.")
    private @Nullable Long maxDiffs;

    @Option(
            names = "--run-time",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = {
                "Stop after this time, at an edge between two ranges of keys, and end with exit code 5 when there is more",
                "and nothing was found (3 else). diff begins with the first row each time."
            })
    private @Nullable Duration runTime;

    @Mixin
    private ReplicaWaitOption replicaWait;

    @Mixin
    private SharedOptions options;

    @ParentCommand
    private Rowferry rowferry;

    @Spec
    private CommandSpec spec;

    @Override
    public ExitCode call() {
        return new RunDiff(
                        job.read(rowferry.environment()),
                        table,
                        keysOnly,
                        maxDiffs,
                        Deadline.in(runTime),
                        replicaWait,
                        options,
                        rowferry.environment(),
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                .run();
    }
}
