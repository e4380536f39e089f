package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A command that goes on, on a thread of this process; closing it interrupts it. */
final class BackgroundRun implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile(":(\\d+);SharedAccessKeyName");
    private static final long PATIENCE_NANOS = 30_000_000_000L;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> exitCode = new CompletableFuture<>();
    private final Thread thread;

    private BackgroundRun(Map<String, String> environment, String... line) {
        this.thread = new Thread(
                () -> exitCode.complete(
                        Main.run(line, new PrintWriter(out, true), new PrintWriter(err, true), environment)),
                "background command");
    }

    /** A {@code rowferry broker}, from the moment it listens. */
    static BackgroundRun of(Map<String, String> environment, String... line) {
        BackgroundRun run = start(environment, line);
        run.port();
        return run;
    }

    static BackgroundRun start(Map<String, String> environment, String... line) {
        BackgroundRun run = new BackgroundRun(environment, line);
        run.thread.start();
        return run;
    }

    /** What it has said so far on either stream, with the exit code once it has ended. */
    CommandRun soFar() {
        return new CommandRun(exitCode.getNow(-1), out.toString(), err.toString());
    }

    int port() {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (true) {
            Matcher said = PORT.matcher(out.toString());
            if (said.find()) {
                return Integer.parseInt(said.group(1));
            }
            assertThat(exitCode.isDone() || System.nanoTime() > end)
                    .as("%s%s", out, err)
                    .isFalse();
            LockSupport.parkNanos(5_000_000);
        }
    }

    /** Interrupts it, as a signal to the process does, and returns how it ended. */
    CommandRun end() {
        thread.interrupt();
        return new CommandRun(exitCode.join(), out.toString(), err.toString());
    }

    @Override
    public void close() {
        end();
    }
}
