package io.rowferry.scenario;

import io.rowferry.command.Main;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** rowferry in a process of its own, which can be killed. */
final class Child implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;

    private Child(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static Child start(Path folder, String name, String... arguments) throws IOException {
        Path out = folder.resolve(name + ".out");
        Path err = folder.resolve(name + ".err");
        String classPath = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                        Stream.of(
                                Path.of(System.getProperty("java.home"), "bin", "java")
                                        .toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPath,
                                Main.class.getName()),
                        Stream.of(arguments))
                .toList());
        builder.environment().put("ROWFERRY_HOME", folder.resolve("home").toString());
        Process process =
                builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
        return new Child(process, out, err);
    }

    /** Ends it as a power cut would, at once. */
    void kill9() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end, as cron, systemd and Ctrl-C do. */
    void terminate() {
        process.destroy();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int exitCode() throws InterruptedException, IOException {
        if (!process.waitFor(4, TimeUnit.MINUTES)) {
            throw new IllegalStateException("still running: " + said());
        }
        return process.exitValue();
    }

    /** Everything printed so far. */
    String said() throws IOException {
        return Files.readString(out) + Files.readString(err);
    }

    List<String> outLines() throws IOException {
        return Files.readAllLines(out);
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
