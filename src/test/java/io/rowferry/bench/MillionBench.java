package io.rowferry.bench;

import com.azure.messaging.servicebus.ServiceBusMessage;
import io.rowferry.servers.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * What many waiting messages cost: each operation beside the same with a thousand waiting, memory, the restart, and the
 * folder after all were received. Argument: how many (1000000), of 1 kB.
 */
public final class MillionBench {
    private static final int FEW = 1000;

    private final Load load;
    private final Path data;
    private long empty;

    private MillionBench(Load load, Path data) {
        this.load = load;
        this.data = data;
    }

    public static void main(String[] arguments) throws Exception {
        int many = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000_000;
        OffsetDateTime tomorrow = OffsetDateTime.now(ZoneOffset.UTC).plusDays(1);
        wait("32 sessions", new Load(MeasuredBroker.LANES, many, 1000, 32, true), m -> m);
        wait("no sessions", new Load(MeasuredBroker.PLAIN, many, 1000, 1, true), m -> m);
        wait(
                "with a time to live",
                new Load(MeasuredBroker.PLAIN, many, 1000, 1, true),
                m -> m.setTimeToLive(Duration.ofDays(1)));
        wait(
                "scheduled",
                new Load(MeasuredBroker.PLAIN, many, 1000, 1, true),
                m -> m.setScheduledEnqueueTime(tomorrow));
    }

    private static void wait(String what, Load load, UnaryOperator<ServiceBusMessage> kind) throws Exception {
        say("%n%,d waiting messages of 1 kB, %s", load.messages(), what);
        Path data = Files.createTempDirectory("rowferry-bench");
        try {
            MillionBench bench = new MillionBench(load, data);
            bench.fill(kind);
            bench.restart().kill();
            try (MeasuredBroker broker = bench.restart()) {
                bench.drain(broker, what.equals("scheduled") ? 0 : load.messages());
            }
        } finally {
            Folders.delete(data);
        }
    }

    private void fill(UnaryOperator<ServiceBusMessage> kind) throws Exception {
        try (MeasuredBroker broker = MeasuredBroker.start(data, true);
                BusClient client = new BusClient(broker.port(), kind)) {
            client.send(load.of(FEW));
            Operations.medianMillis(broker.port(), load); // both JVMs compile what they need
            Map<String, Double> few = Operations.medianMillis(broker.port(), load);
            empty = broker.heap();
            client.send(load.of(load.messages() - FEW));
            memory("filled", broker);
            Map<String, Double> many = Operations.medianMillis(broker.port(), load);
            many.forEach((name, millis) -> say(
                    "  %-22s %7.2f ms with %,d waiting  %7.2f ms with all",
                    name, few.getOrDefault(name, 0.0), FEW, millis));
            broker.kill();
        }
    }

    private MeasuredBroker restart() throws IOException {
        MeasuredBroker broker = MeasuredBroker.start(data, true);
        say("  restarted in %.1f s, %.1f s of a processor", broker.secondsToListen(), broker.processorSeconds());
        memory("restarted", broker);
        return broker;
    }

    private void memory(String when, MeasuredBroker broker) throws IOException {
        long heap = broker.heap();
        say(
                "  memory, %-14s heap %,d MB = %d bytes a message, process %,d MB (at most %,d), folder %,d MB",
                when,
                heap >> 20,
                (heap - empty) / load.messages(),
                broker.megabytes("VmRSS"),
                broker.megabytes("VmHWM"),
                Folders.bytes(data) >> 20);
    }

    private void drain(MeasuredBroker broker, int messages) throws Exception {
        if (messages > 0) {
            try (BusClient client = new BusClient(broker.port())) {
                say("  drained at %,.0f messages/s", messages / client.receive(load.of(messages)));
            }
            TimeUnit.SECONDS.sleep(10); // space is given back in the background
            memory("drained", broker);
        }
    }

    private static void say(String format, Object... values) {
        System.out.printf(Locale.ROOT, format + "%n", values);
    }
}
