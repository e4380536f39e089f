package io.rowferry.bench;

import java.util.Locale;

/** The rounds of one load on one kind of broker. */
final class Carried {
    private final Load load;
    private final Rounds sending = new Rounds();
    private final Rounds receiving = new Rounds();
    private double busy;
    private double elapsed;

    Carried(Load load) {
        this.load = load;
    }

    Load load() {
        return load;
    }

    void measured(BusClient client, MeasuredBroker broker) throws InterruptedException {
        double before = broker.processorSeconds();
        double sent = client.send(load);
        double received = client.receive(load);
        sending.add(sent);
        receiving.add(received);
        busy += broker.processorSeconds() - before;
        elapsed += sent + received;
    }

    /** {@code base} is what the ratios compare with. */
    void print(String sent, String received, Carried base) {
        line(sent, sending, base.sending);
        line(received, receiving, base.receiving);
        System.out.printf(Locale.ROOT, "  %-22s %6.0f %% of a processor%n", "", 100 * busy / elapsed);
    }

    private void line(String what, Rounds measured, Rounds base) {
        System.out.printf(
                Locale.ROOT,
                "  %-22s %6.2f s  %,9.0f messages/s  %6.1f MB/s  %.2f of unsynced  %s%n",
                what,
                measured.median(),
                load.messages() / measured.median(),
                load.megabytes() / measured.median(),
                base.median() / measured.median(),
                measured);
    }
}
