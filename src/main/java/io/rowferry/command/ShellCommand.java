package io.rowferry.command;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A command line of the user's, run by {@code /bin/sh} with a text on its standard input. It inherits this process's
 * environment; what it prints, on either stream, goes to a writer.
 */
final class ShellCommand {
    /** How long output may still come after the end, from what the command has left running. */
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);

    private final String line;
    private final Duration limit;

    /** @param limit after it the command is killed, with all that it has started */
    ShellCommand(String line, Duration limit) {
        this.line = line;
        this.limit = limit;
    }

    /**
     * Runs it and waits for its end.
     *
     * @param variables added to the environment
     * @return what went wrong, to complete "the command"; empty when it ended well
     */
    Optional<String> run(String input, Map<String, String> variables, PrintWriter output) {
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line).redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process process;
        try {
            process = builder.start();
        } catch (IOException e) {
            return Optional.of("could not be started: " + e.getMessage());
        }
        background(() -> feed(process, input));
        Thread speech = background(() -> copy(process, output));
        try {
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                kill(process);
            }
            speech.join(LAST_WORDS.toMillis());
            if (!ended) {
                return Optional.of("was killed, since it had not ended after " + limit.toSeconds() + " s");
            }
            return process.exitValue() == 0
                    ? Optional.empty()
                    : Optional.of("ended with exit code " + process.exitValue());
        } catch (InterruptedException e) {
            kill(process);
            Thread.currentThread().interrupt();
            return Optional.of("was killed, since rowferry was told to stop");
        } finally {
            output.flush();
        }
    }

    private static Thread background(Runnable deed) {
        Thread thread = new Thread(deed, "shell command");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** In the background, since a command that reads nothing would keep a long text waiting. */
    private static void feed(Process process, String input) {
        try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return; // it does not want to read, which is its own affair
        }
    }

    private static void copy(Process process, PrintWriter output) {
        char[] some = new char[4_096];
        try (Reader speech = new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)) {
            for (int length = speech.read(some); length >= 0; length = speech.read(some)) {
                output.write(some, 0, length);
            }
        } catch (IOException e) {
            return; // it was killed in mid-sentence
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
