package io.rowferry.sync;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.Endpoint;
import io.rowferry.job.Job;
import io.rowferry.plan.TablePlan;
import io.rowferry.source.Stamp;
import io.rowferry.table.Column;

/** What a job's tables are stamped by. */
final class Stamps {
    private Stamps() {}

    /** Whether a table has a watermark column that tells moments, and is not only a version that rises. */
    static boolean tellMoments(TablePlan table, Job job) {
        return table.job().watermark() != null && stamp(table, job).problem().isEmpty();
    }

    /**
     * The stamp of a table that has a watermark column.
     *
     * @throws Failure with {@code REFUSED} when no moment can be told from it
     */
    static Stamp of(TablePlan table, Job job) {
        Stamp stamp = stamp(table, job);
        stamp.problem().ifPresent(problem -> {
            throw new Failure(
                    ExitCode.REFUSED,
                    "column " + stamp.column().name() + " of " + table.table() + " tells no moments: " + problem,
                    "Name a column with dates and times as watermark:; or leave the table to full-sync.");
        });
        return stamp;
    }

    private static Stamp stamp(TablePlan table, Job job) {
        Endpoint source = job.source();
        String name = String.valueOf(table.job().watermark());
        Column column = table.source()
                .column(name)
                .orElseThrow(() -> new IllegalStateException("no column " + name + " in " + table.table()));
        return new Stamp(column, source == null ? null : source.zone());
    }
}
