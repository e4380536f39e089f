package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.job.Job;
import io.rowferry.replay.ListDeadLetters;
import io.rowferry.replay.ListDeadLetters.Listed;
import io.rowferry.replay.ListedLetter;
import io.rowferry.report.DeadLetterJson;
import io.rowferry.report.DeadLetterText;
import io.rowferry.report.Heading;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Wires the listing of dead letters together and prints it. */
final class RunListDeadLetters {
    private final Job job;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter out;

    RunListDeadLetters(Job job, SharedOptions options, Map<String, String> environment, PrintWriter out) {
        this.job = job;
        this.options = options;
        this.environment = environment;
        this.out = out;
    }

    ExitCode run() {
        Instant startedAt = Clock.systemUTC().instant();
        long began = System.nanoTime();
        try (DeadLetterQueue queue = DeadLetterQueue.open(new OpenJob(job, environment).bus())) {
            if (options.output() == OutputFormat.JSON) {
                List<ListedLetter> letters = new ArrayList<>();
                Listed listed = ListDeadLetters.list(queue, letters::add);
                Duration elapsed = Duration.ofNanos(System.nanoTime() - began);
                DeadLetterJson.print(new Heading(job.name(), "replay-dlq", startedAt, elapsed), listed, letters, out);
            } else {
                DeadLetterText.total(ListDeadLetters.list(queue, letter -> DeadLetterText.line(letter, out)), out);
            }
        }
        return ExitCode.OK;
    }
}
