package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.Job;
import io.rowferry.job.TableJob;
import io.rowferry.table.TableName;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** The option that narrows a job to some of its tables. */
final class TableOption {
    @Option(
            names = "--table",
            paramLabel = "TABLE",
            converter = TableNameConverter.class,
            description = "Only this table of the job; may be repeated.")
    private List<TableName> names = List.of();

    /**
     * The tables that were asked for; empty when all are meant.
     *
     * @throws Failure with {@link ExitCode#USAGE} when the job does not list one of them
     */
    Set<TableName> names(Job job) {
        List<TableName> listed = job.tables().stream().map(TableJob::table).toList();
        for (TableName name : names) {
            if (!listed.contains(name)) {
                throw new Failure(
                        ExitCode.USAGE,
                        "--table " + name + ": the job " + job.name() + " does not list this table",
                        "Choose among "
                                + listed.stream().map(TableName::toString).collect(Collectors.joining(", "))
                                + ".");
            }
        }
        return Set.copyOf(names);
    }
}
