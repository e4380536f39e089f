package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.job.Job;
import io.rowferry.report.Heading;
import io.rowferry.report.SyncJson;
import io.rowferry.report.SyncText;
import io.rowferry.sync.SyncResult;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;

/** Prints the result of a run that has sent rows, as its options want it, and calls people where they are needed. */
final class PrintSync {
    private final Job job;
    private final String command;
    private final SharedOptions options;
    private final PrintWriter out;
    private final Attention attention;

    PrintSync(Job job, String command, SharedOptions options, PrintWriter out, Attention attention) {
        this.job = job;
        this.command = command;
        this.options = options;
        this.out = out;
        this.attention = attention;
    }

    /**
     * Prints it and answers what to exit with.
     *
     * @param began when the run began, by {@link System#nanoTime}
     */
    ExitCode print(SyncResult result, Instant startedAt, long began) {
        Heading heading = new Heading(job.name(), command, startedAt, Duration.ofNanos(System.nanoTime() - began));
        if (options.output() == OutputFormat.JSON) {
            SyncJson.print(heading, result, out);
        } else {
            SyncText.print(heading, result, job.file().toString(), out);
        }
        out.flush();
        attention.call(result.exitCode(), json -> SyncJson.print(heading, result, json));
        return result.exitCode();
    }
}
