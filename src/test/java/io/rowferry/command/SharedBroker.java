package io.rowferry.command;

import io.rowferry.broker.ArmedFault;
import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.broker.BrokerStartException;
import io.rowferry.broker.Fault;
import io.rowferry.servers.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;

/** The one broker of a test run, in this process; every job has a queue of its own. It ends with the JVM. */
final class SharedBroker {
    private static final AtomicInteger QUEUES = new AtomicInteger();
    private static final Broker BROKER = start();

    private SharedBroker() {}

    static String connection() {
        return LocalBroker.connectionString(BROKER.port());
    }

    /** A name that no other job has. */
    static String freshQueue() {
        return "queue-" + QUEUES.incrementAndGet();
    }

    /** Makes it misbehave in one queue; the same every time. */
    static ArmedFault arm(String queue, String fault) {
        Fault named = Fault.parse(fault + (fault.contains(":") ? "," : ":") + "queue=" + queue);
        return BROKER.arm(named, 1);
    }

    private static Broker start() {
        try {
            Path data = Files.createTempDirectory("rowferry-broker");
            Broker broker = Broker.start(BrokerSettings.in(data, Clock.systemUTC()));
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(broker, data), "ends the broker"));
            return broker;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (BrokerStartException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void end(Broker broker, Path data) {
        broker.close();
        try {
            Folders.delete(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
