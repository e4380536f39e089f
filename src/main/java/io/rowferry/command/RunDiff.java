package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.Job;
import io.rowferry.report.DifferenceCsv;
import io.rowferry.report.VerifyLine;
import io.rowferry.report.VerifyText;
import io.rowferry.sync.Deadline;
import io.rowferry.table.TableName;
import io.rowferry.verify.Bookmarks;
import io.rowferry.verify.Depth;
import io.rowferry.verify.Settings;
import io.rowferry.verify.VerifyResult;
import java.io.PrintWriter;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares one table and prints what differs as it is found. */
final class RunDiff {
    private final Job job;
    private final TableName table;
    private final boolean keysOnly;
    private final @Nullable Long maxDiffs;
    private final Deadline deadline;
    private final ReplicaWaitOption replicaWait;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;
    private final PrintWriter err;

    RunDiff(
            Job job,
            TableName table,
            boolean keysOnly,
            @Nullable Long maxDiffs,
            Deadline deadline,
            ReplicaWaitOption replicaWait,
            SharedOptions options,
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err) {
        this.job = job;
        this.table = table;
        this.keysOnly = keysOnly;
        this.maxDiffs = maxDiffs;
        this.deadline = deadline;
        this.replicaWait = replicaWait;
        this.options = options;
        this.environment = environment;
        this.out = out;
        this.err = err;
    }

    ExitCode run() {
        if (options.output() == OutputFormat.JSON) {
            throw new Failure(
                    ExitCode.USAGE,
                    "diff writes CSV, since its rows are told as they are found",
                    "Leave --output out; verify --output json counts them, and shows some.");
        }
        VerifyResult result = Interruption.tell(this::compare);
        out.flush();
        VerifyText.count(result, options.aside(err));
        if (result.more()) {
            options.aside(err).println("stopped at --run-time; the rest of the table was not compared");
        }
        return result.exitCode();
    }

    private VerifyResult compare() throws InterruptedException {
        Set<TableName> only = TableOption.of(job, table);
        // In lines of its own, also on a terminal: the differences may go there too.
        VerifyLine line = new VerifyLine(options.aside(err), false);
        Settings settings = new Settings(job.route(), Depth.ROWS, maxDiffs, job.verify(), line, deadline::isOver);
        try (Comparing comparing = new Comparing(job, only, environment, replicaWait.patience())) {
            DifferenceCsv csv =
                    new DifferenceCsv(out, comparing.plan().tables().get(0).sourceKey(), keysOnly);
            return comparing.verify(settings).run(verdict -> {}, csv, Bookmarks.NONE);
        }
    }
}
