package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.servicebus.models.DeferOptions;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Messages put aside and received by their numbers. */
abstract class DeferralContract extends Contract {
    private static final String DEFERRAL = "Message deferral";

    private static List<Long> numbers(List<ServiceBusReceivedMessage> messages) {
        return messages.stream()
                .map(ServiceBusReceivedMessage::getSequenceNumber)
                .toList();
    }

    private static List<ServiceBusReceivedMessage> byNumber(ServiceBusReceiverClient receiver, List<Long> numbers) {
        return receiver.receiveDeferredMessageBatch(numbers).stream().toList();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DEFERRAL)
    void a_deferred_message_is_received_by_its_number_only() {
        String queue = queue(Kind.PLAIN);
        clients.sender(queue).sendMessage(message("x"));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        ServiceBusReceivedMessage got = receiveOne(receiver);
        receiver.defer(got, new DeferOptions().setPropertiesToModify(Map.of("put", "aside")));
        assertNothingComes(receiver);
        assertThat(peekAll(receiver))
                .singleElement()
                .satisfies(seen -> assertThat(seen.getState()).isEqualTo(ServiceBusMessageState.DEFERRED));
        ServiceBusReceivedMessage again = receiver.receiveDeferredMessage(got.getSequenceNumber());
        assertThat(again.getBody()).hasToString("x");
        assertThat(again.getApplicationProperties()).containsEntry("put", "aside");
        assertThat(again.getLockedUntil()).isAfter(now());
        receiver.complete(again);
        assertThat(peekAll(receiver)).isEmpty();
        assertThatThrownBy(() -> receiver.receiveDeferredMessage(got.getSequenceNumber()))
                .isInstanceOf(RuntimeException.class);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DEFERRAL)
    void deferred_messages_are_received_together_and_each_settled_in_its_way() {
        String queue = queue(Kind.PLAIN);
        messages("done", "bad", "again", "aside").forEach(clients.sender(queue)::sendMessage);
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        List<ServiceBusReceivedMessage> first = receive(receiver, 4);
        first.forEach(receiver::defer);
        List<ServiceBusReceivedMessage> got = byNumber(receiver, numbers(first));
        assertThat(texts(got)).containsExactly("done", "bad", "again", "aside");
        receiver.complete(got.get(0));
        receiver.deadLetter(got.get(1), new DeadLetterOptions().setDeadLetterReason("bad"));
        receiver.abandon(got.get(2));
        receiver.defer(got.get(3));
        assertNothingComes(receiver);
        assertThat(peekAll(receiver))
                .hasSize(2)
                .allSatisfy(seen -> assertThat(seen.getState()).isEqualTo(ServiceBusMessageState.DEFERRED));
        List<ServiceBusReceivedMessage> left = byNumber(receiver, numbers(first.subList(2, 4)));
        assertThat(texts(left)).containsExactly("again", "aside");
        completeAll(receiver, left);
        assertThat(peekAll(receiver)).isEmpty();
        assertThat(receiveOne(clients.deadLetters(queue)).getDeadLetterReason()).isEqualTo("bad");
    }

    @Test
    @Fact(value = Fact.Source.CHOICE, from = "deferring counts no delivery, abandoning what was deferred does")
    void deferring_counts_no_delivery() {
        String queue = queue(Kind.PLAIN);
        clients.sender(queue).sendMessage(message("x"));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        ServiceBusReceivedMessage first = receiveOne(receiver);
        receiver.defer(first);
        ServiceBusReceivedMessage second = receiver.receiveDeferredMessage(first.getSequenceNumber());
        assertThat(second.getDeliveryCount()).isZero();
        receiver.abandon(second);
        ServiceBusReceivedMessage third = receiver.receiveDeferredMessage(first.getSequenceNumber());
        assertThat(third.getDeliveryCount()).isEqualTo(1);
        receiver.complete(third);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DEFERRAL)
    void deferred_messages_of_a_session_are_received_by_its_holder() {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        clients.sender(queue).sendMessages(inSession(session, "n0", "n1", "n2", "n3"));
        ServiceBusReceiverClient holder = clients.session(queue, session);
        List<ServiceBusReceivedMessage> first = receive(holder, 4);
        first.subList(0, 3).forEach(holder::defer);
        holder.complete(first.get(3));
        assertThat(texts(peekAll(holder))).containsExactly("n0", "n1", "n2");
        List<ServiceBusReceivedMessage> got = byNumber(holder, numbers(first.subList(0, 3)));
        assertThat(texts(got)).containsExactly("n0", "n1", "n2");
        holder.complete(got.get(0));
        holder.abandon(got.get(1));
        holder.deadLetter(got.get(2));
        holder.close();
        ServiceBusReceiverClient next = clients.elsewhere().session(queue, session);
        assertThat(texts(peekAll(next))).containsExactly("n1");
        next.complete(next.receiveDeferredMessage(first.get(1).getSequenceNumber()));
        assertThat(peekAll(next)).isEmpty();
        assertThat(texts(receive(clients.deadLetters(queue), 1))).containsExactly("n2");
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DEFERRAL)
    void a_deferred_message_received_and_deleted_is_gone() {
        String queue = queue(Kind.PLAIN);
        clients.sender(queue).sendMessage(message("x"));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        ServiceBusReceivedMessage got = receiveOne(receiver);
        receiver.defer(got);
        ServiceBusReceiverClient deleting = clients.deleting(queue);
        assertThat(deleting.receiveDeferredMessage(got.getSequenceNumber()).getBody())
                .hasToString("x");
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DEFERRAL + ": it is not moved when it expires")
    void a_deferred_message_does_not_expire() {
        String queue = queue(Kind.EXPIRING);
        clients.sender(queue).sendMessage(message("x").setTimeToLive(Duration.ofSeconds(6)));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        ServiceBusReceivedMessage got = receiveOne(receiver);
        receiver.defer(got);
        pass(Duration.ofSeconds(7));
        assertThat(peekAll(clients.deadLetters(queue))).isEmpty();
        receiver.complete(receiver.receiveDeferredMessage(got.getSequenceNumber()));
        assertThat(peekAll(receiver)).isEmpty();
    }
}
