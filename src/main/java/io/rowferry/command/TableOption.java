package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.Job;
import io.rowferry.job.TableJob;
import io.rowferry.table.TableName;
import java.util.LinkedHashSet;
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
     * The job's tables that were asked for, in the job's order; all when none was.
     *
     * @throws Failure with {@link ExitCode#USAGE} when the job does not list one of them
     */
    Set<TableName> of(Job job) {
        return of(job, names);
    }

    /** That table of the job alone. */
    static Set<TableName> of(Job job, TableName name) {
        return of(job, List.of(name));
    }

    private static Set<TableName> of(Job job, List<TableName> names) {
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
        Set<TableName> chosen = new LinkedHashSet<>(listed);
        if (!names.isEmpty()) {
            chosen.retainAll(names);
        }
        return chosen;
    }
}
