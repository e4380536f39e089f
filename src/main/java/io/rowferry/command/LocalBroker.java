package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import java.io.File;
import java.io.IOException;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The broker behind {@code bus: local}: a process of its own that outlives this one, so that its queue does too. Found
 * running, or started.
 */
final class LocalBroker {
    private static final Duration START = Duration.ofSeconds(30);
    private static final long LOOK_MILLIS = 20;

    private final BrokerFolder folder;

    LocalBroker(BrokerFolder folder) {
        this.folder = folder;
    }

    /** How to reach it, once it listens. */
    String connectionString() {
        folder.make();
        synchronized (LocalBroker.class) { // a file lock excludes other processes, not other threads
            FileLock starting = folder.lockForStarting();
            try {
                return connectionString(runs() ? port(null) : port(start()));
            } finally {
                close(starting);
            }
        }
    }

    /** The port of the one that runs; nothing is started, but one that is just starting is waited for. */
    Optional<Integer> portIfRunning() {
        if (!folder.isMade()) {
            return Optional.empty();
        }
        synchronized (LocalBroker.class) {
            FileLock starting = folder.lockForStarting();
            try {
                return runs() ? Optional.of(port(null)) : Optional.empty();
            } finally {
                close(starting);
            }
        }
    }

    static String connectionString(int port) {
        return BrokerAddress.loopback().connectionString(port);
    }

    private boolean runs() {
        Optional<FileLock> lock = folder.lockForRunning();
        lock.ifPresent(LocalBroker::close);
        return lock.isEmpty();
    }

    private Process start() {
        folder.forgetPort();
        // A Ctrl-C at the terminal reaches every process there; the broker must not take it as meant for itself.
        List<String> command = new ArrayList<>(List.of(
                "/bin/sh",
                "-c",
                "trap '' INT HUP; exec \"$0\" \"$@\"",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                // It lives for minutes and has little code that is worth the second compiler.
                "-XX:TieredStopAtLevel=1"));
        if (Runtime.version().feature() >= 24) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(List.of(
                "--enable-native-access=ALL-UNNAMED",
                "-XX:ErrorFile=" + folder.crash(),
                "-Dlogback.configurationFile=logback-local-broker.xml",
                "-Drowferry.broker.log=" + folder.log(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "broker",
                "--data",
                folder.data().toString(),
                "--announce",
                folder.folder().toString(),
                "--stop-when-idle",
                "600"));
        try {
            return new ProcessBuilder(command)
                    .redirectInput(new File("/dev/null"))
                    .redirectOutput(folder.output().toFile())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.OUTAGE,
                    "the local broker could not be started: " + e.getMessage(),
                    "Start it yourself with rowferry broker, and put its connection string into bus.connection.",
                    e);
        }
    }

    /** Waits until the broker says where it listens. */
    private int port(@org.jspecify.annotations.Nullable Process started) {
        long end = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < end) {
            Optional<Integer> port = folder.announcedPort();
            if (port.isPresent()) {
                return port.get();
            } else if (started != null && !started.isAlive()) {
                break;
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                break;
            }
        }
        throw new Failure(
                ExitCode.OUTAGE,
                "the local broker does not start: " + lastWords(),
                "See " + folder.output() + " and log beside it, or start it yourself with rowferry broker --data "
                        + folder.data() + ".");
    }

    private String lastWords() {
        try {
            List<String> lines = Files.exists(folder.output()) ? Files.readAllLines(folder.output()) : List.of();
            return lines.isEmpty() ? "it says nothing" : lines.get(0);
        } catch (IOException e) {
            return "what it said cannot be read";
        }
    }

    private static void close(FileLock lock) {
        try {
            lock.acquiredBy().close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
