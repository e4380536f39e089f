package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.Job;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * A word to people: runs the job's {@code on-attention:} command when a run, or a round of one that goes on, has ended in a
 * way that somebody should look at. What becomes of the command is told, and changes nothing.
 */
final class Attention {
    private static final Set<ExitCode> CODES = Set.of(ExitCode.REJECTED, ExitCode.REFUSED, ExitCode.OUTAGE);
    private static final Set<String> RUNS = Set.of("full-sync", "incremental", "apply", "verify", "replay-dlq");
    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** How long the same exit code of rounds is not worth another word. */
    private static final Duration QUIET = Duration.ofMinutes(10);

    private final Job job;
    private final String command;
    private final PrintWriter err;
    private final Duration limit;
    private final LongSupplier nanos;
    private final Map<ExitCode, Long> called = new EnumMap<>(ExitCode.class);

    /** @param command as it is typed */
    Attention(Job job, String command, PrintWriter err) {
        this(job, command, err, LIMIT, System::nanoTime);
    }

    Attention(Job job, String command, PrintWriter err, Duration limit, LongSupplier nanos) {
        this.job = job;
        this.command = command;
        this.err = err;
        this.limit = limit;
        this.nanos = nanos;
    }

    /** Whether the command is one that people wait for the end of, and not one that just shows something. */
    static boolean isRun(String command) {
        return RUNS.contains(command);
    }

    /** Calls people because of a failure, if it is worth it. */
    void call(Failure failure) {
        call(failure.exitCode(), out -> new FailureDocument(job.name(), command, failure).print(out));
    }

    /**
     * Calls people, if it is worth it. Waits for the command's end.
     *
     * @param document prints the JSON result
     */
    void call(ExitCode code, Consumer<PrintWriter> document) {
        String line = job.onAttention();
        if (line == null || !CODES.contains(code) || wasCalled(code)) {
            return;
        }
        StringWriter text = new StringWriter();
        PrintWriter writer = new PrintWriter(text);
        document.accept(writer);
        writer.flush();
        Map<String, String> variables = Map.of(
                "ROWFERRY_JOB", job.name(),
                "ROWFERRY_COMMAND", command,
                "ROWFERRY_EXIT_CODE", String.valueOf(code.code()));
        new ShellCommand(line, limit)
                .run(text.toString(), variables, err)
                .ifPresent(problem -> err.println("the command of on-attention: in " + job.file() + " " + problem));
    }

    private boolean wasCalled(ExitCode code) {
        long now = nanos.getAsLong();
        Long before = called.get(code);
        if (before != null && now - before < QUIET.toNanos()) {
            return true;
        }
        called.put(code, now);
        return false;
    }
}
