package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.azure.messaging.servicebus.models.AbandonOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionsTest {
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
    void a_thousand_messages_in_batches_come_out_of_eight_sessions_in_order() {
        ServiceBusSenderClient sender = bus.sender("lanes");
        ServiceBusMessageBatch batch = sender.createMessageBatch();
        TreeMap<String, List<String>> sent = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            String session = "lane-" + i % 8;
            ServiceBusMessage message = LocalBus.message("id-" + i, session, "text " + i);
            sent.computeIfAbsent(session, any -> new ArrayList<>()).add("text " + i);
            if (!batch.tryAddMessage(message)) {
                sender.sendMessages(batch);
                batch = sender.createMessageBatch();
                assertThat(batch.tryAddMessage(message)).isTrue();
            }
        }
        sender.sendMessages(batch);

        TreeMap<String, List<String>> received = new TreeMap<>();
        ServiceBusSessionReceiverClient sessions = bus.sessions("lanes");
        for (int i = 0; i < 8; i++) {
            try (ServiceBusReceiverClient session = sessions.acceptNextSession()) {
                for (ServiceBusReceivedMessage message : LocalBus.receive(session, 125)) {
                    received.computeIfAbsent(message.getSessionId(), any -> new ArrayList<>())
                            .add(message.getBody().toString());
                    session.complete(message);
                }
            }
        }
        assertThat(received).isEqualTo(sent);
        assertThat(bus.sessions("lanes").acceptSession("lane-0").peekMessage()).isNull();
    }

    @Test
    void a_named_session_is_held_by_one_receiver_and_returns_unsettled_messages_uncounted() {
        ServiceBusSenderClient sender = bus.sender("lanes");
        List.of("n0", "n1", "n2").forEach(text -> sender.sendMessage(LocalBus.message(text, "s", text)));
        try (ServiceBusReceiverClient first = bus.sessions("lanes").acceptSession("s")) {
            assertThat(LocalBus.texts(LocalBus.receive(first, 2))).containsExactly("n0", "n1");
            assertThatThrownBy(() -> bus.sessions("lanes").acceptSession("s"))
                    .isInstanceOf(AmqpException.class)
                    .hasMessageContaining("cannot be accepted");
        }
        ServiceBusReceiverClient second = bus.sessions("lanes").acceptNextSession();
        List<ServiceBusReceivedMessage> again = LocalBus.receive(second, 3);
        assertThat(LocalBus.texts(again)).containsExactly("n0", "n1", "n2");
        assertThat(again.get(0).getDeliveryCount()).isZero();
    }

    @Test
    void next_session_is_refused_before_the_client_gives_up() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> bus.sessions("lanes").acceptNextSession())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("com.microsoft:timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isBetween(Duration.ofSeconds(1), Duration.ofSeconds(4));
    }

    @Test
    void abandon_puts_a_message_back_in_its_place_with_its_properties_changed() {
        ServiceBusSenderClient sender = bus.sender("lanes");
        List.of("n0", "n1", "n2").forEach(text -> sender.sendMessage(LocalBus.message(text, "s", text)));
        ServiceBusReceiverClient session = bus.sessions("lanes").acceptSession("s");
        ServiceBusReceivedMessage first = LocalBus.receive(session, 1).get(0);
        session.abandon(first, new AbandonOptions().setPropertiesToModify(Map.of("why", "because", "times", 1)));
        List<ServiceBusReceivedMessage> again = LocalBus.receive(session, 3);
        assertThat(LocalBus.texts(again)).containsExactly("n0", "n1", "n2");
        assertThat(again.get(0).getDeliveryCount()).isEqualTo(1);
        assertThat(again.get(0).getApplicationProperties())
                .containsEntry("why", "because")
                .containsEntry("times", 1);
    }

    @Test
    void session_state_outlives_the_holder_until_it_is_cleared() {
        bus.sender("lanes").sendMessage(LocalBus.message("1", "s", "x"));
        try (ServiceBusReceiverClient holder = bus.sessions("lanes").acceptSession("s")) {
            assertThat(holder.getSessionState()).isNull();
            holder.setSessionState(new byte[] {1, 2, 3});
        }
        try (ServiceBusReceiverClient holder = bus.sessions("lanes").acceptSession("s")) {
            assertThat(holder.getSessionState()).containsExactly(1, 2, 3);
            holder.setSessionState(null);
            assertThat(holder.getSessionState()).isNull();
        }
    }

    @Test
    void different_holders_get_different_sessions() {
        ServiceBusSenderClient sender = bus.sender("lanes");
        for (int i = 0; i < 4; i++) {
            sender.sendMessage(LocalBus.message("id" + i, "s" + i, "x"));
        }
        Set<String> accepted = new TreeSet<>();
        ServiceBusSessionReceiverClient sessions = bus.sessions("lanes");
        for (int i = 0; i < 4; i++) {
            accepted.add(bus.closing(sessions.acceptNextSession()).getSessionId());
        }
        assertThat(accepted).containsExactly("s0", "s1", "s2", "s3");
    }
}
