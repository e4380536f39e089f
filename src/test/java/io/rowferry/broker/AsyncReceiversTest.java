package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** The reactive clients, with the demand that rowferry's workers have. */
class AsyncReceiversTest {
    @TempDir
    Path data;

    private LocalBus bus;

    @BeforeEach
    void start() throws Exception {
        bus = LocalBus.in(data);
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    @Test
    void sessions_are_accepted_side_by_side_and_completed_in_parallel_in_order_of_arrival() {
        ServiceBusSenderClient sender = bus.sender("lanes");
        for (int i = 0; i < 200; i++) {
            sender.sendMessage(LocalBus.message("id" + i, "s" + i % 4, "" + i));
        }
        ServiceBusSessionReceiverAsyncClient sessions = bus.closing(bus.builder()
                .sessionReceiver()
                .queueName("lanes")
                .disableAutoComplete()
                .buildAsyncClient());
        Map<String, List<String>> received = new ConcurrentHashMap<>();
        Flux.range(0, 4)
                .flatMap(i -> sessions.acceptNextSession().flatMapMany(session -> drain(session, received)), 4)
                .blockLast(Duration.ofSeconds(15));

        for (int lane = 0; lane < 4; lane++) {
            int first = lane;
            assertThat(received.get("s" + lane))
                    .isEqualTo(IntStream.range(0, 50)
                            .mapToObj(i -> "" + (first + 4 * i))
                            .toList());
        }
        assertThat(bus.receiver("lanes").peekMessage()).isNull();
    }

    private static Flux<Void> drain(ServiceBusReceiverAsyncClient session, Map<String, List<String>> received) {
        return session.receiveMessages()
                .limitRate(3)
                .doOnNext(message -> received.computeIfAbsent(message.getSessionId(), any -> new ArrayList<>())
                        .add(message.getBody().toString()))
                .flatMap(message -> session.complete(message).thenReturn(message), 3)
                .take(50)
                .thenMany(Flux.empty());
    }

    @Test
    void clients_recover_when_every_connection_is_cut() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(bus.broker().port())) {
            ServiceBusSenderClient sender = bus.closing(
                    LocalBus.builder(proxy.port()).sender().queueName("lanes").buildClient());
            sender.sendMessage(LocalBus.message("1", "s", "before"));
            ServiceBusReceiverClient holder = bus.closing(LocalBus.builder(proxy.port())
                            .sessionReceiver()
                            .queueName("lanes")
                            .disableAutoComplete()
                            .buildClient())
                    .acceptSession("s");
            assertThat(LocalBus.receive(holder, 1)).hasSize(1);
            assertThat(proxy.cut()).isEqualTo(2);

            sender.sendMessage(LocalBus.message("2", "s", "after"));
            ServiceBusReceiverClient next = bus.sessions("lanes").acceptSession("s");
            List<ServiceBusReceivedMessage> again = LocalBus.receive(next, 2);
            assertThat(LocalBus.texts(again)).containsExactly("before", "after");
            assertThat(again.get(0).getDeliveryCount()).isZero();
            again.forEach(next::complete);
            holder.close();
        }
    }

    @Test
    void a_client_that_stops_reading_is_waited_for_while_others_are_served() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(bus.broker().port())) {
            ServiceBusSenderClient sender = bus.sender("lanes");
            byte[] body = new byte[150_000];
            for (int i = 0; i < 60; i++) {
                sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(body))
                        .setMessageId("id" + i)
                        .setSessionId("s"));
            }
            ServiceBusReceiverAsyncClient stalled = bus.closing(LocalBus.builder(proxy.port())
                            .sessionReceiver()
                            .queueName("lanes")
                            .disableAutoComplete()
                            .prefetchCount(60)
                            .buildAsyncClient())
                    .acceptSession("s")
                    .block(Duration.ofSeconds(5));
            assertThat(stalled).isNotNull();
            CountDownLatch all = new CountDownLatch(60);
            proxy.stall(true);
            Disposable receiving = stalled.receiveMessages().subscribe(message -> all.countDown());
            sender.sendMessage(LocalBus.message("other", "other", "served"));
            assertThat(LocalBus.texts(LocalBus.receive(bus.sessions("lanes").acceptSession("other"), 1)))
                    .containsExactly("served");
            assertThat(all.getCount()).isGreaterThan(30);
            proxy.stall(false);
            assertThat(all.await(10, TimeUnit.SECONDS)).isTrue();
            receiving.dispose();
            stalled.close();
        }
    }
}
