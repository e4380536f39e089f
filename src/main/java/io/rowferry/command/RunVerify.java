package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.job.Job;
import io.rowferry.report.Heading;
import io.rowferry.report.VerifyJson;
import io.rowferry.report.VerifyText;
import io.rowferry.sync.Deadline;
import io.rowferry.verify.Settings;
import io.rowferry.verify.VerifyResult;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Wires a verify together, runs it, prints its result. */
final class RunVerify {
    private final Job job;
    private final TableOption tables;
    private final VerifyOptions verify;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;

    RunVerify(
            Job job,
            TableOption tables,
            VerifyOptions verify,
            SharedOptions options,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err) {
        this.job = job;
        this.tables = tables;
        this.verify = verify;
        this.options = options;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    ExitCode run() {
        Instant startedAt = Clock.systemUTC().instant();
        long began = System.nanoTime();
        VerifyResult result = Interruption.tell(this::verify);
        Heading heading =
                new Heading(job.name(), "verify", startedAt, Duration.ofNanos(System.nanoTime() - began));
        if (options.output() == OutputFormat.JSON) {
            VerifyJson.print(heading, result, out);
        } else {
            VerifyText.print(result, job.file().toString(), out);
        }
        out.flush();
        new Attention(job, "verify", err).call(result.exitCode(), json -> VerifyJson.print(heading, result, json));
        return result.exitCode();
    }

    private VerifyResult verify() throws InterruptedException {
        Deadline deadline = verify.deadline();
        Settings settings = new Settings(verify.depth(), verify.maxDiffs(), job.verify(), deadline::isOver);
        try (Comparing comparing =
                new Comparing(job, tables.of(job), environment, verify.replicaWait().patience())) {
            return comparing.verify(settings).run(verdict -> {}, (table, difference) -> {});
        }
    }
}
