package io.rowferry.servers;

import java.io.IOException;
import java.io.Writer;

/**
 * Sees to it that a server does not outlive this JVM, however this JVM ends. A shell waits for the end of its input,
 * which comes with the end of the JVM, and then kills the server whose process id it was told last and removes the
 * temporary folder.
 */
final class Watchdog implements AutoCloseable {
    private static final String SCRIPT = """
            trap '' INT TERM HUP
            while read -r pid; do server=$pid; done
            if [ -n "$server" ]; then kill -KILL "$server"; fi
            if [ -n "$1" ]; then rm -rf "$1"; fi
            """;

    private final Writer orders;

    private Watchdog(Writer orders) {
        this.orders = orders;
    }

    /** The watchdog of a server that is about to be started. */
    static Watchdog over(Launch launch) throws IOException {
        Process shell = new ProcessBuilder(
                        "/bin/sh",
                        "-c",
                        SCRIPT,
                        "watchdog",
                        launch.temporary() ? launch.folder().toString() : "")
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new Watchdog(shell.outputWriter());
    }

    void watch(long pid) throws IOException {
        orders.append(String.valueOf(pid)).append('\n').flush();
    }

    /** The server has ended: its number may soon be that of another process. */
    void release() throws IOException {
        orders.append('\n').flush();
    }

    @Override
    public void close() throws IOException {
        orders.close();
    }
}
