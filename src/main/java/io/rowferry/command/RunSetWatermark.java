package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.Job;
import io.rowferry.report.Heading;
import io.rowferry.report.WatermarkJson;
import io.rowferry.sync.SetWatermark;
import io.rowferry.sync.TableWatermark;
import io.rowferry.table.TableName;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shows what the watermarks are, asks, and sets them. */
final class RunSetWatermark {
    private static final String COMMAND = "incremental";

    private final Job job;
    private final Set<TableName> tables;
    private final IncrementalOptions incremental;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Clock clock = Clock.systemUTC();

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
        Instant startedAt = clock.instant();
        long began = System.nanoTime();
        try (SyncWiring wiring = new SyncWiring(job, tables, options, environment, err, clock, 1, false, null)) {
            wiring.prepareLedgers();
            wiring.lock(COMMAND, incremental.sending().patience());
            List<TableWatermark> watermarks = set(moment, wiring);
            if (options.output() == OutputFormat.JSON) {
                Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
                WatermarkJson.print(new Heading(job.name(), COMMAND, startedAt, elapsed), watermarks, out);
            }
            return ExitCode.OK;
        }
    }

    private List<TableWatermark> set(Instant moment, SyncWiring wiring) throws InterruptedException {
        SetWatermark setting = new SetWatermark(job, tables, wiring.watermarks(), wiring.lookout());
        List<TableWatermark> found = setting.look();
        PrintWriter told = told();
        found.forEach(each -> told.println(words(each) + " → " + moment));
        Instant now = wiring.lookout().now();
        if (moment.isAfter(now)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--set-watermark " + moment + " lies ahead of the source's clock, which shows " + now,
                    "Rows written until then would never be sent. Name a moment of the past.");
        }
        told.println("Rows stamped before " + moment + " are then taken for sent.");
        told.flush();
        if (!agreed()) {
            told.println("Nothing was changed.");
            return found;
        }
        List<TableWatermark> after = setting.to(moment, found);
        told.println("Done.");
        return after;
    }

    /** Where standard output is a script's, what is asked about still has to be seen by whoever is asked. */
    private PrintWriter told() {
        if (options.output() == OutputFormat.TEXT) {
            return out;
        }
        return incremental.yes() || incremental.dryRun() ? options.aside(err) : err;
    }

    private static String words(TableWatermark watermark) {
        return watermark.table()
                + (watermark.goneFrom() == null ? "" : ", which notes what is gone of " + watermark.goneFrom())
                + ": watermark " + (watermark.before() == null ? "none" : watermark.before());
    }

    private boolean agreed() {
        if (incremental.dryRun() || incremental.yes()) {
            return !incremental.dryRun();
        } else if (!Terminal.shows(environment)) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--set-watermark asks before it changes anything, and there is nobody to ask",
                    "Add --yes, when this is what you mean. Nothing was changed.");
        }
        return Terminal.answer("Set them? Type yes: ", err).equals("yes");
    }
}
