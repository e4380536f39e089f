package io.rowferry.bench;

import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.broker.QueueSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A broker in a JVM of its own, with the options that {@code bus: local} gives it. */
final class MeasuredBroker implements AutoCloseable {
    /** With sessions and a duplicate window, as rowferry makes its own. */
    static final String LANES = "lanes";

    /** Without either. */
    static final String PLAIN = "plain";

    /** Other options for the JVM are tried by {@code -Drowferry.bench.broker="..."}. */
    private static final String OPTIONS =
            System.getProperty("rowferry.bench.broker", "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1");

    private final Process process;
    private final BufferedReader output;
    private final int port;
    private final double secondsToListen;

    private MeasuredBroker(Process process, BufferedReader output, int port, double secondsToListen) {
        this.process = process;
        this.output = output;
        this.port = port;
        this.secondsToListen = secondsToListen;
    }

    /** The child: prints its port, then the heap that is in use for every line it reads; ends with its input. */
    public static void main(String[] arguments) throws Exception {
        Duration lock = Duration.ofMinutes(5);
        BrokerSettings settings = BrokerSettings.in(Path.of(arguments[0]), Clock.systemUTC())
                .withQueues(Map.of(
                        LANES, QueueSettings.OF_ROWFERRY.withLockDuration(lock),
                        PLAIN, QueueSettings.PLAIN.withLockDuration(lock)));
        boolean synced = Boolean.parseBoolean(arguments[1]);
        BufferedReader input = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        try (Broker broker = Broker.start(synced ? settings : settings.withoutSyncing())) {
            System.out.println(broker.port());
            while (input.readLine() != null) {
                System.gc();
                Runtime runtime = Runtime.getRuntime();
                System.out.println(runtime.totalMemory() - runtime.freeMemory());
            }
        }
    }

    static MeasuredBroker start(Path data, boolean synced) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(OPTIONS.split(" ")));
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                MeasuredBroker.class.getName(),
                data.toString(),
                String.valueOf(synced)));
        long began = System.nanoTime();
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        String port = output.readLine();
        if (port == null) {
            throw new IOException("the broker did not start");
        }
        return new MeasuredBroker(process, output, Integer.parseInt(port), (System.nanoTime() - began) / 1e9);
    }

    int port() {
        return port;
    }

    /** From the start of its JVM on. */
    double secondsToListen() {
        return secondsToListen;
    }

    /** Bytes of heap that are in use after a collection. */
    long heap() throws IOException {
        process.outputWriter(StandardCharsets.UTF_8).append("\n").flush();
        return Long.parseLong(output.readLine());
    }

    /** Megabytes that the process holds, native memory included; {@code VmHWM} is the most it ever held. */
    long megabytes(String what) throws IOException {
        Matcher found = Pattern.compile(what + ":\\s+(\\d+) kB")
                .matcher(Files.readString(Path.of("/proc/" + process.pid() + "/status")));
        return found.find() ? Long.parseLong(found.group(1)) / 1024 : 0;
    }

    /** Seconds of processor time so far. */
    double processorSeconds() {
        return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos() / 1e9;
    }

    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** Ends it in good order. */
    @Override
    public void close() throws IOException {
        if (process.isAlive()) {
            process.getOutputStream().close();
            process.onExit().join();
        }
    }
}
