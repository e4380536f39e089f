package io.rowferry.bench;

import io.rowferry.servers.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * What the broker carries, beside the same broker that does not sync, which is what durability costs. Argument: rounds (3).
 */
public final class BrokerBench {
    private BrokerBench() {}

    public static void main(String[] arguments) throws Exception {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 3;
        int scale = Integer.getInteger("rowferry.bench.scale", 100);
        carry("60 kB, 32 sessions, one by one", rounds, new Load(MeasuredBroker.LANES, 100 * scale, 60_000, 32, false));
        carry("1 kB, batches, no sessions", rounds, new Load(MeasuredBroker.PLAIN, 3000 * scale, 1_000, 1, true));
        carry("1 kB, batches, 32 sessions", rounds, new Load(MeasuredBroker.LANES, 3000 * scale, 1_000, 32, true));
    }

    private static void carry(String what, int rounds, Load load) throws Exception {
        Carried synced = new Carried(load);
        Carried unsynced = new Carried(load);
        for (int round = 0; round < rounds; round++) {
            for (Carried one : round % 2 == 0 ? List.of(synced, unsynced) : List.of(unsynced, synced)) {
                measure(one, one == synced);
            }
        }
        System.out.printf(Locale.ROOT, "%n%s, %,d messages, medians of %d rounds%n", what, load.messages(), rounds);
        synced.print("sent", "received", unsynced);
        unsynced.print("sent, unsynced", "received, unsynced", unsynced);
    }

    private static void measure(Carried into, boolean synced) throws Exception {
        Path data = Files.createTempDirectory("rowferry-bench");
        Load load = into.load();
        try (MeasuredBroker broker = MeasuredBroker.start(data, synced);
                BusClient client = new BusClient(broker.port())) {
            client.send(load.of(load.messages() / 10)); // both JVMs compile what they need
            client.receive(load.of(load.messages() / 10));
            into.measured(client, broker);
        } finally {
            Folders.delete(data);
        }
    }
}
