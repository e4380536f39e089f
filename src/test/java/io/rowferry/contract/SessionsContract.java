package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.exception.AmqpErrorCondition;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.azure.messaging.servicebus.models.AbandonOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Which session a receiver gets, and what it gets in it. */
abstract class SessionsContract extends Contract {
    private static final String SESSIONS = "Message sessions";

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = SESSIONS + ": first in, first out")
    void a_thousand_messages_in_batches_come_out_of_eight_sessions_in_order() {
        String queue = queue(Kind.SESSIONS);
        ServiceBusSenderClient sender = clients.sender(queue);
        ServiceBusMessageBatch batch = sender.createMessageBatch();
        TreeMap<String, List<String>> sent = new TreeMap<>();
        for (int i = 0; i < 1000; i++) {
            String session = "lane-" + i % 8;
            ServiceBusMessage message = message("text " + i).setSessionId(session);
            sent.computeIfAbsent(session, any -> new ArrayList<>()).add("text " + i);
            if (!batch.tryAddMessage(message)) {
                sender.sendMessages(batch);
                batch = sender.createMessageBatch();
                assertThat(batch.tryAddMessage(message)).isTrue();
            }
        }
        sender.sendMessages(batch);

        TreeMap<String, List<String>> received = new TreeMap<>();
        ServiceBusSessionReceiverClient sessions = clients.sessions(queue);
        for (int i = 0; i < 8; i++) {
            try (ServiceBusReceiverClient session = sessions.acceptNextSession()) {
                for (ServiceBusReceivedMessage message : receive(session, 125)) {
                    received.computeIfAbsent(message.getSessionId(), any -> new ArrayList<>())
                            .add(message.getBody().toString());
                    session.complete(message);
                }
            }
        }
        assertThat(received).isEqualTo(sent);
        assertThat(peekAll(clients.receiver(queue))).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = SESSIONS + ": closing a session counts no delivery")
    void a_named_session_is_held_by_one_receiver_and_returns_unsettled_messages_uncounted() {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        clients.sender(queue).sendMessages(inSession(session, "n0", "n1", "n2"));
        ServiceBusSessionReceiverClient others = clients.elsewhere().sessions(queue);
        try (ServiceBusReceiverClient first = clients.session(queue, session)) {
            assertThat(first.getSessionId()).isEqualTo(session);
            assertThat(texts(receive(first, 2))).containsExactly("n0", "n1");
            assertThatThrownBy(() -> others.acceptSession(session))
                    .isInstanceOfSatisfying(
                            AmqpException.class,
                            refused -> assertThat(refused.getErrorCondition())
                                    .isEqualTo(AmqpErrorCondition.SESSION_CANNOT_BE_LOCKED));
        }
        ServiceBusReceiverClient second = clients.closing(others.acceptNextSession());
        assertThat(second.getSessionId()).isEqualTo(session);
        List<ServiceBusReceivedMessage> again = receive(second, 3);
        assertThat(texts(again)).containsExactly("n0", "n1", "n2");
        assertThat(counts(again)).containsOnly(0L);
        completeAll(second, again);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = SESSIONS)
    void an_empty_session_can_be_accepted_and_gets_what_comes_later() {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        ServiceBusReceiverClient holder = clients.session(queue, session);
        assertThat(holder.getSessionId()).isEqualTo(session);
        assertNothingComes(holder);
        clients.sender(queue).sendMessages(inSession(session, "later"));
        List<ServiceBusReceivedMessage> got = receive(holder, 1);
        assertThat(texts(got)).containsExactly("later");
        completeAll(holder, got);
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "it tells the service its time-out, less a second")
    void the_next_session_is_refused_before_the_client_gives_up() {
        String queue = queue(Kind.SESSIONS);
        long start = System.nanoTime();
        assertThatThrownBy(() -> clients.sessions(queue).acceptNextSession())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("com.microsoft:timeout");
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Namespace.TRY.minusMillis(1500), Namespace.TRY.plusSeconds(3));
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = SESSIONS)
    void who_waits_for_the_next_session_gets_it_when_a_message_comes() throws Exception {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        ServiceBusSessionReceiverClient sessions = clients.sessions(queue);
        CompletableFuture<ServiceBusReceiverClient> waiting =
                CompletableFuture.supplyAsync(sessions::acceptNextSession, task -> new Thread(task).start());
        pass(Duration.ofSeconds(1));
        assertThat(waiting).isNotDone();
        clients.sender(queue).sendMessages(inSession(session, "x"));
        ServiceBusReceiverClient holder = clients.closing(waiting.get());
        assertThat(holder.getSessionId()).isEqualTo(session);
        completeAll(holder, receive(holder, 1));
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = SESSIONS)
    void different_holders_get_different_sessions() {
        String queue = queue(Kind.SESSIONS);
        Set<String> sent = new TreeSet<>();
        ServiceBusSenderClient sender = clients.sender(queue);
        for (int i = 0; i < 4; i++) {
            String session = newId();
            sent.add(session);
            sender.sendMessages(inSession(session, "x"));
        }
        Set<String> accepted = new TreeSet<>();
        ServiceBusSessionReceiverClient here = clients.sessions(queue);
        ServiceBusSessionReceiverClient there = clients.elsewhere().sessions(queue);
        for (int i = 0; i < 4; i++) {
            accepted.add(clients.closing((i % 2 == 0 ? here : there).acceptNextSession())
                    .getSessionId());
        }
        assertThat(accepted).isEqualTo(sent);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = SESSIONS + ": an abandoned message comes again in its place")
    void abandon_puts_a_message_back_in_its_place_with_its_properties_changed() {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        clients.sender(queue).sendMessages(inSession(session, "n0", "n1", "n2"));
        ServiceBusReceiverClient holder = clients.session(queue, session);
        holder.abandon(
                receiveOne(holder), new AbandonOptions().setPropertiesToModify(Map.of("why", "because", "times", 1)));
        List<ServiceBusReceivedMessage> again = receive(holder, 3);
        assertThat(texts(again)).containsExactly("n0", "n1", "n2");
        assertThat(counts(again)).containsExactly(1L, 0L, 0L);
        assertThat(again.get(0).getApplicationProperties())
                .containsEntry("why", "because")
                .containsEntry("times", 1);
        completeAll(holder, again);
        assertThat(peekAll(holder)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = SESSIONS + ": session state")
    void session_state_outlives_the_holder_until_it_is_cleared() {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        clients.sender(queue).sendMessages(inSession(session, "x"));
        try (ServiceBusReceiverClient holder = clients.session(queue, session)) {
            assertThat(holder.getSessionState()).isNull();
            holder.setSessionState(new byte[] {1, 2, 3});
            holder.complete(receiveOne(holder));
        }
        Clients elsewhere = clients.elsewhere();
        try (ServiceBusReceiverClient holder = elsewhere.session(queue, session)) {
            assertThat(holder.getSessionState()).containsExactly(1, 2, 3);
            holder.setSessionState(new byte[] {4});
            assertThat(holder.getSessionState()).containsExactly(4);
            holder.setSessionState(null);
            assertThat(holder.getSessionState()).isNull();
        }
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = "Message transfers, locks, and settlement")
    void receive_and_delete_works_in_a_session() {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        clients.sender(queue).sendMessages(inSession(session, "n0", "n1", "n2"));
        ServiceBusReceiverClient holder = clients.deletingSession(queue, session);
        assertThat(texts(receive(holder, 3))).containsExactly("n0", "n1", "n2");
        assertThat(peekAll(holder)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = "Overview of Service Bus dead-letter queues")
    void too_many_deliveries_in_a_session_end_in_the_dead_letter_queue() {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        clients.sender(queue).sendMessages(inSession(session, "poison", "next"));
        ServiceBusReceiverClient holder = clients.session(queue, session);
        for (long i = 0; i < 3; i++) {
            ServiceBusReceivedMessage got = receiveOne(holder);
            assertThat(got.getBody()).hasToString("poison");
            assertThat(got.getDeliveryCount()).isEqualTo(i);
            holder.abandon(got);
        }
        assertThat(texts(receive(holder, 1))).containsExactly("next");
        assertThat(receiveOne(clients.deadLetters(queue)).getDeadLetterReason()).isEqualTo("MaxDeliveryCountExceeded");
    }
}
