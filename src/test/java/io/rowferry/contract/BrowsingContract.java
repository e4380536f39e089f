package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Looking without receiving. */
abstract class BrowsingContract extends Contract {
    private static final String BROWSING = "Message browsing";

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = BROWSING)
    void peek_walks_on_by_its_cursor_and_takes_nothing() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        messages("m0", "m1", "m2", "m3", "m4").forEach(sender::sendMessage);
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        List<ServiceBusReceivedMessage> first =
                receiver.peekMessages(3).stream().toList();
        assertThat(texts(first)).containsExactly("m0", "m1", "m2");
        assertThat(texts(receiver.peekMessages(3))).containsExactly("m3", "m4");
        assertThat(receiver.peekMessages(3)).isEmpty();
        assertThat(receiver.peekMessage()).isNull();
        long second = first.get(1).getSequenceNumber();
        assertThat(texts(receiver.peekMessages(2, second))).containsExactly("m1", "m2");
        assertThat(receiver.peekMessage(second).getBody()).hasToString("m1");
        List<ServiceBusReceivedMessage> got = receive(receiver, 5);
        assertThat(counts(got)).containsOnly(0L);
        assertThat(texts(peekAll(clients.elsewhere().receiver(queue)))).hasSize(5);
        completeAll(receiver, got);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = BROWSING + ": in a session, that session's messages")
    void peek_in_a_session_shows_that_session_only() {
        String queue = queue(Kind.SESSIONS);
        String one = newId();
        String two = newId();
        ServiceBusSenderClient sender = clients.sender(queue);
        inSession(one, "m0").forEach(sender::sendMessage);
        inSession(two, "m1").forEach(sender::sendMessage);
        inSession(one, "m2").forEach(sender::sendMessage);
        inSession(two, "m3").forEach(sender::sendMessage);
        ServiceBusReceiverClient holder = clients.session(queue, two);
        assertThat(texts(holder.peekMessages(1))).containsExactly("m1");
        assertThat(texts(holder.peekMessages(9))).containsExactly("m3");
        assertThat(texts(peekAll(holder))).containsExactly("m1", "m3");
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "a receiver without a session peeks across them")
    void peek_without_a_session_shows_all_sessions() {
        String queue = queue(Kind.SESSIONS);
        ServiceBusSenderClient sender = clients.sender(queue);
        inSession(newId(), "m0").forEach(sender::sendMessage);
        inSession(newId(), "m1").forEach(sender::sendMessage);
        assertThat(texts(clients.receiver(queue).peekMessages(9))).containsExactly("m0", "m1");
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = BROWSING + ": dead letters, too")
    void peek_walks_through_the_dead_letter_queue() {
        String queue = queue(Kind.PLAIN);
        messages("m0", "m1", "m2").forEach(clients.sender(queue)::sendMessage);
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        receive(receiver, 3).forEach(receiver::deadLetter);
        ServiceBusReceiverClient dead = clients.deadLetters(queue);
        assertThat(texts(dead.peekMessages(2))).containsExactly("m0", "m1");
        assertThat(texts(dead.peekMessages(2))).containsExactly("m2");
        assertThat(texts(receive(dead, 3))).containsExactly("m0", "m1", "m2");
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = BROWSING + ": locked messages are seen")
    void a_locked_message_is_seen_by_everybody_with_its_count() {
        String queue = queue(Kind.PLAIN);
        clients.sender(queue).sendMessage(message("x"));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        receiver.abandon(receiveOne(receiver));
        receiveOne(receiver);
        assertThat(peekAll(clients.elsewhere().receiver(queue)))
                .singleElement()
                .satisfies(seen -> assertThat(seen.getDeliveryCount()).isEqualTo(1));
    }
}
