package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.Job;
import io.rowferry.ledger.WatermarkLedger;
import io.rowferry.ledger.WatermarkLedger.Mark;
import io.rowferry.sync.SetWatermark;
import io.rowferry.table.TableName;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Shows what the watermarks are, asks, and sets them. */
final class RunSetWatermark {
    private final Job job;
    private final Set<TableName> tables;
    private final IncrementalOptions incremental;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;

    RunSetWatermark(
            Job job,
            Set<TableName> tables,
            IncrementalOptions incremental,
            SharedOptions options,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err) {
        this.job = job;
        this.tables = tables;
        this.incremental = incremental;
        this.options = options;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    ExitCode run(Instant moment) throws InterruptedException {
        try (SyncWiring wiring =
                new SyncWiring(job, tables, options, environment, err, Clock.systemUTC(), 1, false, null)) {
            wiring.prepareLedgers();
            wiring.lock("incremental", incremental.sending().patience());
            WatermarkLedger ledger = wiring.watermarks();
            Map<TableName, Mark> marks = ledger.read(job.name());
            for (TableName table : tables) {
                Mark mark = marks.get(table);
                out.println(table + ": watermark " + (mark == null ? "none" : mark.at()) + " → " + moment);
            }
            Instant now = wiring.lookout().now();
            if (moment.isAfter(now)) {
                throw new Failure(
                        ExitCode.USAGE,
                        "--set-watermark " + moment + " lies ahead of the source's clock, which shows " + now,
                        "Rows written until then would never be sent. Name a moment of the past.");
            }
            out.println("Rows stamped before " + moment + " are then taken for sent.");
            out.flush();
            if (!agreed()) {
                out.println("Nothing was changed.");
                return ExitCode.OK;
            }
            SetWatermark.to(moment, job, tables, ledger, wiring.lookout());
            out.println("Done.");
            return ExitCode.OK;
        }
    }

    private boolean agreed() {
        if (incremental.yes()) {
            return true;
        } else if (!Terminal.shows(environment)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--set-watermark asks before it changes anything, and there is nobody to ask",
                    "Add --yes, when this is what you mean. Nothing was changed.");
        }
        return Terminal.answer("Set them? Type yes: ", err).equals("yes");
    }
}
