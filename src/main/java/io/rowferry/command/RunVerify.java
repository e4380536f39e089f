package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.database.Database;
import io.rowferry.job.Job;
import io.rowferry.ledger.LedgerView;
import io.rowferry.report.Heading;
import io.rowferry.report.RepairReport;
import io.rowferry.report.VerifyCsv;
import io.rowferry.report.VerifyHtml;
import io.rowferry.report.VerifyJson;
import io.rowferry.report.VerifyLine;
import io.rowferry.report.VerifyText;
import io.rowferry.sync.Deadline;
import io.rowferry.table.TableName;
import io.rowferry.verify.Bookmarks;
import io.rowferry.verify.Settings;
import io.rowferry.verify.VerifyResult;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Wires a verify together, runs it, prints its result. */
final class RunVerify {
    private final Job job;
    private final TableOption tables;
    private final VerifyOptions verify;
    private final RepairOptions repair;
    private final ReportOption report;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;
    private final Clock clock = Clock.systemUTC();

    RunVerify(
            Job job,
            TableOption tables,
            VerifyOptions verify,
            RepairOptions repair,
            ReportOption report,
            SharedOptions options,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err) {
        this.job = job;
        this.tables = tables;
        this.verify = verify;
        this.repair = repair;
        this.report = report;
        this.options = options;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    ExitCode run() {
        repair.check(verify.depth(), verify.isTimed());
        report.check();
        Instant startedAt = clock.instant();
        long began = System.nanoTime();
        Deadline deadline = verify.deadline();
        VerifyLine line = new VerifyLine(options.aside(err), Terminal.shows(environment));
        Settings settings =
                new Settings(job.route(), verify.depth(), verify.maxDiffs(), job.verify(), line, deadline::isOver);
        Outcome outcome;
        try {
            outcome = outcome(settings);
        } finally {
            line.end();
        }
        Heading heading = new Heading(job.name(), "verify", startedAt, Duration.ofNanos(System.nanoTime() - began));
        if (options.output() == OutputFormat.JSON) {
            VerifyJson.print(heading, outcome.result(), outcome.repair(), outcome.exitCode(), out);
        } else {
            VerifyText.print(outcome.result(), outcome.repair(), job.file().toString(), out);
        }
        out.flush();
        if (report.isGiven()) {
            write(heading, outcome.result());
        }
        if (!repair.dryRun()) {
            new Attention(job, "verify", err)
                    .call(
                            outcome.exitCode(),
                            json -> VerifyJson.print(
                                    heading, outcome.result(), outcome.repair(), outcome.exitCode(), json));
        }
        return outcome.exitCode();
    }

    private Outcome outcome(Settings settings) {
        return repair.repair()
                ? repaired(Interruption.tell(() -> new RunRepair(
                                job, tables.of(job), repair, verify.replicaWait(), options, environment, err)
                        .run(settings)))
                : compared(Interruption.tell(() -> compare(settings)));
    }

    private void write(Heading heading, VerifyResult result) {
        Map<TableName, Instant> proven;
        try (Database state = new OpenJob(job, environment).stateToRead()) {
            proven = new LedgerView(state).proven(job.name());
        }
        report.ending(".html")
                .forEach(file -> ReportOption.write(file, page -> VerifyHtml.print(heading, result, proven, page)));
        report.ending(".csv")
                .forEach(file -> ReportOption.write(file, lines -> VerifyCsv.print(result, proven, lines)));
    }

    /** @param repair null when none was asked for */
    private record Outcome(VerifyResult result, @Nullable RepairReport repair, ExitCode exitCode) {}

    private static Outcome compared(VerifyResult result) {
        return new Outcome(result, null, result.exitCode());
    }

    private static Outcome repaired(Repaired repaired) {
        return new Outcome(
                repaired.verified(),
                new RepairReport(repaired.plan(), repaired.sent(), repaired.beforeImages()),
                repaired.exitCode());
    }

    private VerifyResult compare(Settings settings) throws InterruptedException {
        try (Comparing comparing = new Comparing(
                        job, tables.of(job), environment, verify.replicaWait().patience());
                Proofs proofs = new Proofs(job, environment, options.aside(err))) {
            Instant[] began = {clock.instant()};
            VerifyResult result = comparing
                    .verify(settings)
                    .run(
                            verdict -> {
                                proofs.note(verdict, began[0]);
                                began[0] = clock.instant();
                            },
                            (table, difference) -> {},
                            verify.isTimed()
                                    ? proofs.bookmarks(comparing.state(), verify.anew(), clock.instant())
                                    : Bookmarks.NONE);
            proofs.settle(comparing.settled());
            return result;
        }
    }
}
