package io.rowferry.sync;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.bus.BusAddress;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.servers.LocalNamespace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A bus that takes nothing for a while is waited for, and no longer than it was told. */
class L9_PatientSenderTest {
    private final Failure outage = new Failure(ExitCode.OUTAGE, "the bus is gone", "Wait.");
    private final Failure refused = new Failure(ExitCode.USAGE, "no such queue", "Make it.");

    private final AtomicInteger offers = new AtomicInteger();

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private Broker broker;

    @SuppressWarnings("NullAway.Init")
    private ServiceBusQueue bus;

    @BeforeEach
    void open() throws Exception {
        broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC()));
        bus = ServiceBusQueue.open(new BusAddress(LocalNamespace.connection(broker.port()), "lanes"));
    }

    @AfterEach
    void close() throws IOException {
        bus.close();
        broker.close();
    }

    private PatientSender sender(Duration patience) {
        return new PatientSender(bus, patience);
    }

    @Test
    void L9_whatABusOutOfReachDoesNotTakeIsOfferedAgainUntilItDoes() throws InterruptedException {
        sender(Duration.ofMinutes(1)).send(() -> switch (offers.incrementAndGet()) {
            case 1, 2 -> throw outage;
            case 3 -> Optional.of(outage);
            default -> Optional.empty();
        });
        assertThat(offers.get()).isEqualTo(4);
    }

    @Test
    void L9_anOutageThatOutlastsThePatienceIsTheRunsFailure() {
        PatientSender sender = sender(Duration.ofMillis(300));
        assertThatThrownBy(() -> sender.send(() -> {
                    offers.incrementAndGet();
                    throw outage;
                }))
                .isSameAs(outage);
        assertThat(offers.get()).isBetween(2, 5);
    }

    /** The client has tried for a minute itself before it says so. */
    @Test
    void L9_theClientsOwnRetriesAreTakenFromThePatience() throws InterruptedException {
        PatientSender sender = sender(Duration.ZERO);
        assertThatThrownBy(() -> sender.send(() -> {
                    offers.incrementAndGet();
                    throw outage;
                }))
                .isSameAs(outage);
        assertThat(offers.get()).isOne();
    }

    @Test
    void L9_whatIsNoOutageIsNotOfferedAgain() {
        PatientSender sender = sender(Duration.ofMinutes(1));
        assertThatThrownBy(() -> sender.send(() -> {
                    offers.incrementAndGet();
                    throw refused;
                }))
                .isSameAs(refused);
        assertThat(offers.get()).isOne();
    }

    @Test
    void L9_anInterruptEndsTheWaitAtOnce() {
        PatientSender sender = sender(Duration.ofMinutes(1));
        assertThatThrownBy(() -> sender.send(() -> {
                    offers.incrementAndGet();
                    Thread.currentThread().interrupt();
                    throw outage;
                }))
                .isInstanceOf(InterruptedException.class);
        assertThat(offers.get()).isOne();
    }
}
