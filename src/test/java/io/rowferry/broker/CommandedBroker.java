package io.rowferry.broker;

import io.rowferry.command.Main;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The command {@code rowferry broker} in a process of its own, logging as the program does. */
final class CommandedBroker implements AutoCloseable {
    private final Process process;
    private final Path err;
    private final int port;

    private CommandedBroker(Process process, Path err, int port) {
        this.process = process;
        this.err = err;
        this.port = port;
    }

    static CommandedBroker start(Path folder, String... options) {
        Path err = folder.resolve("err");
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "broker",
                "--data",
                folder.resolve("data").toString()));
        command.addAll(List.of(options));
        try {
            Process process =
                    new ProcessBuilder(command).redirectError(err.toFile()).start();
            BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
            String first = String.valueOf(output.readLine());
            output.readLine();
            String port = first.replaceFirst("listening on .*:(\\d+), queues in .*", "$1");
            if (port.equals(first)) {
                process.destroyForcibly();
                throw new AssertionError(first + "\n" + Files.readString(err));
            }
            return new CommandedBroker(process, err, Integer.parseInt(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return port;
    }

    /** What it has logged so far. */
    String log() throws IOException {
        return Files.readString(err);
    }

    /** SIGTERM; returns the exit code. */
    int terminate() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            throw new AssertionError("the broker does not end");
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}
