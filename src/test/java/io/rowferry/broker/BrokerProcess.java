package io.rowferry.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/** A broker in a JVM of its own, so that it can be killed. */
final class BrokerProcess implements AutoCloseable {
    private final Process process;
    private final int port;

    private BrokerProcess(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** What the child runs: the folder is its only argument, the port the only thing it prints. */
    public static void main(String[] arguments) throws Exception {
        BrokerSettings settings = BrokerSettings.in(Path.of(arguments[0]), Clock.systemUTC());
        try (Broker broker = Broker.start(settings)) {
            System.out.println(broker.port());
            broker.awaitStop();
        }
    }

    static BrokerProcess start(Path data) {
        try {
            Process process = new ProcessBuilder(List.of(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx256m",
                            "-XX:TieredStopAtLevel=1",
                            "-cp",
                            System.getProperty("java.class.path"),
                            BrokerProcess.class.getName(),
                            data.toString()))
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            return new BrokerProcess(process, Integer.parseInt(output.readLine()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** As {@code kill -9} does it; returns when the process is gone. */
    void kill() {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        kill();
    }
}
