package io.rowferry.servers;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One program of a server. Its output goes to a log file, the end of which is told when the program fails. */
final class ServerProcess {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int TOLD_LINES = 30;

    private final Process process;
    private final Path log;
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private ServerProcess(Process process, Path log) {
        this.process = process;
        this.log = log;
    }

    /** Runs a program to its end, with a file as its input. */
    static void run(List<String> command, File input, Path log) throws IOException {
        Process process = builder(command)
                .redirectInput(input)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                process.destroyForcibly();
                throw new IOException("failed: " + String.join(" ", command) + "\n" + end(log));
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw interrupted(e);
        }
    }

    /** Starts a program and returns once its output says {@code readyText}. */
    static ServerProcess start(List<String> command, String readyText, Path log) throws IOException {
        ServerProcess server = new ServerProcess(builder(command).start(), log);
        Thread reader = new Thread(() -> server.copyOutput(readyText), "log of " + log);
        reader.setDaemon(true);
        reader.start();
        server.awaitReady(command);
        return server;
    }

    /** The working directory is one that every user may enter. */
    private static ProcessBuilder builder(List<String> command) {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(new File("/")).redirectErrorStream(true);
        builder.environment().put("LC_ALL", "C");
        return builder;
    }

    private void copyOutput(String readyText) {
        try (BufferedReader output = process.inputReader();
                Writer file = Files.newBufferedWriter(log, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                file.append(line).append('\n').flush();
                if (line.contains(readyText)) {
                    ready.complete(null);
                }
            }
            ready.completeExceptionally(new IOException("it ended"));
        } catch (IOException e) {
            ready.completeExceptionally(e);
        }
    }

    private void awaitReady(List<String> command) throws IOException {
        try {
            ready.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            process.destroyForcibly();
            throw new IOException("did not start: " + String.join(" ", command) + "\n" + end(log), e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw interrupted(e);
        }
    }

    long pid() {
        return process.pid();
    }

    void awaitEnd() throws IOException {
        try {
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                throw new IOException("does not end: process " + process.pid() + "\n" + end(log));
            }
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IOException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new IOException("interrupted", e);
    }

    private static String end(Path log) {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - TOLD_LINES), lines.size()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
