package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.bus.BusAddress;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.database.Database;
import io.rowferry.job.Job;
import io.rowferry.ledger.LedgerView;
import io.rowferry.report.Heading;
import io.rowferry.report.StatusJson;
import io.rowferry.report.StatusText;
import io.rowferry.source.Lookout;
import io.rowferry.survey.JobStatus;
import io.rowferry.survey.StatusSurvey;
import io.rowferry.table.TableName;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Wires a look at a job's status together and prints what it sees. */
final class RunStatus {
    private final Job job;
    private final TableOption tables;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;

    RunStatus(Job job, TableOption tables, SharedOptions options, Map<String, String> environment, PrintWriter out) {
        this.job = job;
        this.tables = tables;
        this.options = options;
        this.environment = environment;
        this.out = out;
    }

    ExitCode run() {
        Instant startedAt = Clock.systemUTC().instant();
        long began = System.nanoTime();
        JobStatus status = Interruption.tell(this::look);
        Heading heading = new Heading(job.name(), "status", startedAt, Duration.ofNanos(System.nanoTime() - began));
        if (options.output() == OutputFormat.JSON) {
            StatusJson.print(heading, status, out);
        } else {
            StatusText.print(heading, status, job.file().toString(), out);
        }
        return status.exitCode();
    }

    private JobStatus look() throws InterruptedException {
        Set<TableName> meant = tables.of(job);
        OpenJob open = new OpenJob(job, environment);
        try (Database state = open.stateToRead()) {
            if (job.source() == null) {
                return look(open, meant, state, null);
            }
            try (Database source = open.source(1)) {
                return look(open, meant, state, new Lookout(source));
            }
        }
    }

    private JobStatus look(OpenJob open, Set<TableName> meant, Database state, @Nullable Lookout lookout)
            throws InterruptedException {
        BusAddress address = open.bus();
        try (ServiceBusQueue queue = ServiceBusQueue.open(address);
                DeadLetterQueue deadLetters = DeadLetterQueue.open(address)) {
            return new StatusSurvey(job, meant, lookout, new LedgerView(state), queue, deadLetters).look();
        }
    }
}
