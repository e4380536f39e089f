package io.rowferry.bench;

import io.rowferry.servers.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** rowferry as its users run it: a process of its own, over the local broker. */
final class Ferry {
    private static final Pattern ELAPSED = Pattern.compile("\"elapsedMs\":(\\d+)");
    private static final Pattern PEAK = Pattern.compile("VmHWM:\\s+(\\d+) kB");

    private final Path folder;
    private final Map<String, String> environment;
    private long peakKilobytes;

    Ferry(Path folder) {
        this.folder = folder;
        this.environment = Map.of(
                "ROWFERRY_HOME", folder.resolve("home").toString(), "ROWFERRY_CLASS_PATH", productionClassPath());
    }

    private static String productionClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !entry.contains("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    /**
     * Writes a job file.
     *
     * @param tables as the job file's list has them
     */
    Path job(TestDatabase source, TestDatabase target, String tables) throws IOException {
        Path job = folder.resolve(target.name() + "-" + target.engine() + ".yaml");
        return Files.writeString(job, """
                job: bench-%s-%s
                source: %s
                target: %s
                bus: local
                tables:
                  - %s
                """.formatted(
                target.name().replace('_', '-'), target.engine(), source.endpoint(), target.endpoint(), tables));
    }

    /** Runs a command that sends rows to its end and tells its own elapsed seconds. */
    double run(String command, Path job, String... options) throws IOException, InterruptedException {
        return run(List.of(0), command, job, options);
    }

    /** Compares both sides, equal or not, and tells its own elapsed seconds. */
    double verify(Path job) throws IOException, InterruptedException {
        return run(List.of(0, 3), "verify", job);
    }

    private double run(List<Integer> exitCodes, String command, Path job, String... options)
            throws IOException, InterruptedException {
        int exitCode = toItsEnd(line(command, job, options));
        String result = said();
        Matcher matcher = ELAPSED.matcher(result);
        if (!exitCodes.contains(exitCode) || !matcher.find()) {
            throw new IOException(command + " ended with " + exitCode + ": " + result);
        }
        return Long.parseLong(matcher.group(1)) / 1000.0;
    }

    private int toItsEnd(String... arguments) throws IOException, InterruptedException {
        Process process = start(folder.resolve("out"), arguments);
        peakKilobytes = 0;
        while (process.isAlive()) {
            watch(process);
            Thread.sleep(20);
        }
        return process.exitValue();
    }

    /** Lists the rows of a table that differ and tells how many there are. */
    long diff(Path job, String table) throws IOException, InterruptedException {
        int exitCode = toItsEnd("diff", job.toString(), "--table", table, "--keys-only", "-q");
        try (Stream<String> lines = Files.lines(folder.resolve("out"))) {
            long differences = lines.count() - 1;
            if (exitCode != 3) {
                throw new IOException("diff ended with " + exitCode + " after " + differences + " differences");
            }
            return differences;
        }
    }

    /** Runs a command in several processes at once and tells the elapsed seconds of the one that took longest. */
    double runs(int processes, String command, Path job, String... options) throws IOException, InterruptedException {
        List<Process> running = new ArrayList<>();
        for (int i = 0; i < processes; i++) {
            running.add(start(folder.resolve("out-" + i), line(command, job, options)));
        }
        double longest = 0;
        for (int i = 0; i < processes; i++) {
            int code = running.get(i).waitFor();
            String result = Files.readString(folder.resolve("out-" + i));
            Matcher matcher = ELAPSED.matcher(result);
            if (code != 0 || !matcher.find()) {
                throw new IOException(command + " ended with " + code + ": " + result);
            }
            longest = Math.max(longest, Long.parseLong(matcher.group(1)) / 1000.0);
        }
        return longest;
    }

    private static String[] line(String command, Path job, String... options) {
        return Stream.concat(Stream.of(command, job.toString(), "--output", "json", "-q"), Stream.of(options))
                .toArray(String[]::new);
    }

    /** What the last {@link #run} printed. */
    String said() throws IOException {
        return Files.readString(folder.resolve("out"));
    }

    /** The most memory that the last {@link #run}'s process held at any moment, in megabytes. */
    long peakMegabytes() {
        return peakKilobytes / 1024;
    }

    /** Seconds from start to end of the launcher with these arguments. */
    double launch(String... arguments) throws IOException, InterruptedException {
        long began = System.nanoTime();
        start(folder.resolve("out"), arguments).waitFor();
        return (System.nanoTime() - began) / 1e9;
    }

    /** Starts the launcher; the caller ends it. */
    Process start(Path out, String... arguments) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Stream.concat(
                        Stream.of(Path.of("src/launcher/rowferry")
                                .toAbsolutePath()
                                .toString()),
                        Stream.of(arguments))
                .toList());
        builder.environment().putAll(environment);
        return builder.redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private void watch(Process process) throws IOException, InterruptedException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        try {
            Matcher matcher = PEAK.matcher(Files.readString(status));
            if (matcher.find()) {
                peakKilobytes = Math.max(peakKilobytes, Long.parseLong(matcher.group(1)));
            }
        } catch (IOException e) {
            if (!process.waitFor(1, TimeUnit.SECONDS)) {
                throw e; // It has not just ended.
            }
        }
    }

    /** Ends the broker that the runs have started. */
    void stopBroker() {
        ProcessHandle.allProcesses()
                .filter(p -> p.info().arguments().map(List::of).orElse(List.of()).stream()
                        .anyMatch(folder.resolve("home").resolve("broker").toString()::equals))
                .forEach(ProcessHandle::destroy);
    }
}
