package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.job.Job;
import io.rowferry.report.Heading;
import io.rowferry.report.WaitingJson;
import io.rowferry.report.WaitingText;
import io.rowferry.survey.QueueSurvey;
import io.rowferry.survey.Waiting;
import io.rowferry.table.TableName;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;

/** Shows what an apply would meet, and applies nothing. */
final class LookAtQueue {
    private final Job job;
    private final Set<TableName> tables;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;

    LookAtQueue(
            Job job, Set<TableName> tables, SharedOptions options, Map<String, String> environment, PrintWriter out) {
        this.job = job;
        this.tables = tables;
        this.options = options;
        this.environment = environment;
        this.out = out;
    }

    ExitCode run() {
        Instant startedAt = Clock.systemUTC().instant();
        long began = System.nanoTime();
        Waiting waiting;
        try (ServiceBusQueue queue = ServiceBusQueue.open(new OpenJob(job, environment).bus())) {
            waiting = new QueueSurvey(job, tables).look(queue);
        }
        Heading heading = new Heading(job.name(), "apply", startedAt, Duration.ofNanos(System.nanoTime() - began));
        if (options.output() == OutputFormat.JSON) {
            WaitingJson.print(heading, waiting, out);
        } else {
            WaitingText.print(heading, waiting, out);
        }
        out.flush();
        return ExitCode.OK;
    }
}
