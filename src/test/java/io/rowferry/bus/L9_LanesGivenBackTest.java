package io.rowferry.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.servers.LocalNamespace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lane that is given back has cost no message one of its deliveries, at whatever moment that is. */
class L9_LanesGivenBackTest {
    private static final int TIMES = 100;
    private static final int LEFT = 20;

    @TempDir
    private Path folder;

    @Test
    void L9_aLaneGivenBackBeforeItsFirstMessageHasArrivedWastesNoDelivery() throws Exception {
        try (Broker broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC()))) {
            BusAddress address = new BusAddress(LocalNamespace.connection(broker.port()), "lanes");
            try (ServiceBusQueue bus = ServiceBusQueue.open(address)) {
                send(address, 1);
                for (int i = 0; i < TIMES; i++) {
                    try (LaneHold hold = accepted(bus)) {
                        assertThat(hold.lane()).isEqualTo(1);
                        LockSupport.parkNanos(i * 10_000L);
                    }
                }
            }
            assertThat(deliveries(address)).containsExactly(0L);
        }
    }

    @Test
    void L9_aLaneGivenBackWhileMoreMessagesAreOnTheirWayWastesNoDelivery() throws Exception {
        try (Broker broker = Broker.start(BrokerSettings.in(folder.resolve("queues"), Clock.systemUTC()))) {
            BusAddress address = new BusAddress(LocalNamespace.connection(broker.port()), "lanes");
            try (ServiceBusQueue bus = ServiceBusQueue.open(address)) {
                send(address, TIMES + LEFT);
                long wasted = 0;
                for (int i = 0; i < TIMES; i++) {
                    try (LaneHold hold = accepted(bus)) {
                        List<Delivery> first = hold.receive(1);
                        while (first.isEmpty()) {
                            LockSupport.parkNanos(100_000);
                            first = hold.receive(1);
                        }
                        wasted += first.get(0).message().getDeliveryCount();
                        assertThat(hold.complete(first)).isTrue();
                        LockSupport.parkNanos(i * 10_000L);
                    }
                }
                assertThat(wasted).isZero();
            }
            assertThat(deliveries(address)).hasSize(LEFT).containsOnly(0L);
        }
    }

    private static LaneHold accepted(ServiceBusQueue bus) throws InterruptedException {
        return bus.acceptNext().await(Duration.ofSeconds(20)).orElseThrow();
    }

    private static void send(BusAddress address, int messages) {
        try (ServiceBusSenderClient sender = ServiceBusQueue.builder(address)
                .sender()
                .queueName(address.queue())
                .buildClient()) {
            sender.sendMessages(IntStream.range(0, messages)
                    .mapToObj(i -> new ServiceBusMessage("message " + i).setSessionId("001"))
                    .toList());
        }
    }

    private static List<Long> deliveries(BusAddress address) {
        try (ServiceBusReceiverClient receiver = ServiceBusQueue.builder(address)
                .receiver()
                .queueName(address.queue())
                .buildClient()) {
            return receiver.peekMessages(100).stream()
                    .map(ServiceBusReceivedMessage::getDeliveryCount)
                    .toList();
        }
    }
}
