package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import com.azure.messaging.servicebus.models.AbandonOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;

/** Clients whose connection is cut or whose reading stops. */
class CutConnectionsTest {
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
    void a_message_is_settled_by_its_token_when_the_receiver_that_got_it_is_gone() throws Exception {
        bus.close();
        bus = LocalBus.in(data, settings -> settings.withQueues(Map.of("plain", QueueSettings.PLAIN)));
        ServiceBusSenderClient sender = bus.sender("plain");
        List.of("done", "bad", "again").forEach(text -> sender.sendMessage(LocalBus.message(text, "any", text)));
        List<ServiceBusReceivedMessage> got;
        try (CuttableProxy proxy = new CuttableProxy(bus.broker().port())) {
            ServiceBusReceiverClient first = bus.closing(LocalBus.builder(proxy.port())
                    .receiver()
                    .queueName("plain")
                    .maxAutoLockRenewDuration(Duration.ZERO)
                    .disableAutoComplete()
                    .buildClient());
            got = LocalBus.receive(first, 3);
            assertThat(proxy.cut()).isEqualTo(1);
        }
        ServiceBusReceiverClient second = bus.receiver("plain");
        second.complete(got.get(0));
        second.deadLetter(got.get(1), new DeadLetterOptions().setDeadLetterReason("bad"));
        second.abandon(got.get(2), new AbandonOptions().setPropertiesToModify(Map.of("tried", true)));
        List<ServiceBusReceivedMessage> left = LocalBus.receive(second, 2);
        assertThat(LocalBus.texts(left)).containsExactly("again");
        assertThat(left.get(0).getApplicationProperties()).containsEntry("tried", true);
        assertThat(left.get(0).getDeliveryCount()).isEqualTo(1);
        assertThat(bus.deadLetters("plain").peekMessage().getDeadLetterReason()).isEqualTo("bad");
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

            LocalBus.sendOnceLinkIsOpenAgain(sender, LocalBus.message("2", "s", "after"));
            ServiceBusReceiverClient next = bus.sessions("lanes").acceptSession("s");
            List<ServiceBusReceivedMessage> again = LocalBus.receive(next, 2);
            assertThat(LocalBus.texts(again)).containsExactly("before", "after");
            assertThat(again.get(0).getDeliveryCount()).isZero();
            again.forEach(next::complete);
            holder.close();
        }
    }

    @Test
    void a_session_is_not_granted_to_a_waiter_whose_connection_ends_with_that_of_its_holder() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(bus.broker().port())) {
            bus.sender("lanes").sendMessage(LocalBus.message("1", "s", "held"));
            ServiceBusSessionReceiverAsyncClient cut = bus.closing(LocalBus.builder(proxy.port())
                    .sessionReceiver()
                    .queueName("lanes")
                    .disableAutoComplete()
                    .buildAsyncClient());
            assertThat(cut.acceptNextSession().block(Duration.ofSeconds(5))).isNotNull();
            Disposable waiting = cut.acceptNextSession().subscribe();
            assertThat(cut.acceptSession("other").block(Duration.ofSeconds(5))).isNotNull(); // so it waits by now
            waiting.dispose(); // only the client forgets it
            assertThat(proxy.cut()).isEqualTo(1);

            ServiceBusReceiverClient next = bus.sessions("lanes").acceptNextSession();
            assertThat(LocalBus.texts(LocalBus.receive(next, 1))).containsExactly("held");
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
