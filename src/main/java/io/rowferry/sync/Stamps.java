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

    /**
     * The stamp of a table that has a watermark column.
     *
     * @throws Failure with {@code REFUSED} when no moment can be told from it
     */
    static Stamp of(TablePlan table, Job job) {
        Endpoint source = job.source();
        String name = String.valueOf(table.job().watermark());
        Column column = table.source()
                .column(name)
                .orElseThrow(() -> new IllegalStateException("no column " + name + " in " + table.table()));
        Stamp stamp = new Stamp(column, source == null ? null : source.zone());
        stamp.problem().ifPresent(problem -> {
            throw new Failure(
                    ExitCode.REFUSED,
                    "column " + name + " of " + table.table() + " tells no moments: " + problem,
                    "Name a column with dates and times as watermark:; or leave the table to full-sync.");
        });
        return stamp;
    }
}
