package io.rowferry.servers;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A server's process with all its children, as they are at one moment. */
record ProcessTree(List<ProcessHandle> processes) {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration PAUSE = Duration.ofMillis(2);

    static ProcessTree of(long pid) {
        return new ProcessTree(ProcessHandle.of(pid).stream()
                .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
                .toList());
    }

    /**
     * Kills all at once, the root first, as a power cut would, and waits until they are gone: PostgreSQL does not start
     * again as long as a single orphaned backend holds its shared memory.
     */
    void kill() throws IOException {
        processes.forEach(ProcessHandle::destroyForcibly);
        awaitEnd();
    }

    void signal(String name) throws IOException {
        String pids =
                processes.stream().map(process -> Long.toString(process.pid())).collect(Collectors.joining(" "));
        try {
            new ProcessBuilder("/bin/sh", "-c", "kill -" + name + " " + pids)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("sending " + name);
        }
    }

    /** Waits until all are gone. */
    void awaitEnd() throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (processes.stream().anyMatch(ProcessTree::isRunning)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("does not end: " + processes);
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    /** A zombie, which stays for ever where nobody reaps orphans (a container without an init), is not running. */
    private static boolean isRunning(ProcessHandle process) {
        if (!process.isAlive()) {
            return false;
        }
        try {
            String stat = Files.readString(Path.of("/proc", String.valueOf(process.pid()), "stat"));
            return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
        } catch (IOException gone) {
            return process.isAlive();
        }
    }
}
