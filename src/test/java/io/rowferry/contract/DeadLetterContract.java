package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.AbandonOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What goes to the dead-letter queue, and how it is dealt with there. */
abstract class DeadLetterContract extends Contract {
    private static final String DEAD_LETTERS = "Overview of Service Bus dead-letter queues";
    private static final DeadLetterOptions BAD = new DeadLetterOptions()
            .setDeadLetterReason("rejected")
            .setDeadLetterErrorDescription("the server said no")
            .setPropertiesToModify(Map.of("rf_table", "orders"));

    /** A queue with one dead letter. */
    private String withDeadLetter() {
        String queue = queue(Kind.FEW);
        clients.sender(queue).sendMessage(message("bad"));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        receiver.deadLetter(receiveOne(receiver), BAD);
        assertThat(peekAll(receiver)).isEmpty();
        return queue;
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DEAD_LETTERS)
    void a_dead_letter_carries_reason_description_and_properties() {
        ServiceBusReceiverClient dead = clients.deadLetters(withDeadLetter());
        assertThat(peekAll(dead))
                .singleElement()
                .satisfies(seen -> assertThat(seen.getDeadLetterReason()).isEqualTo("rejected"));
        ServiceBusReceivedMessage letter = receiveOne(dead);
        assertThat(letter.getBody()).hasToString("bad");
        assertThat(letter.getDeadLetterReason()).isEqualTo("rejected");
        assertThat(letter.getDeadLetterErrorDescription()).isEqualTo("the server said no");
        assertThat(letter.getApplicationProperties()).containsEntry("rf_table", "orders");
        dead.complete(letter);
        assertThat(peekAll(dead)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DEAD_LETTERS + ": its receivers use no sessions")
    void a_dead_letter_of_a_session_is_received_without_a_session() {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        clients.sender(queue).sendMessages(inSession(session, "bad", "good"));
        ServiceBusReceiverClient holder = clients.session(queue, session);
        ServiceBusReceivedMessage bad = receiveOne(holder);
        holder.deadLetter(bad, BAD);
        assertThat(texts(receive(holder, 1))).containsExactly("good");
        ServiceBusReceiverClient dead = clients.deadLetters(queue);
        ServiceBusReceivedMessage letter = receiveOne(dead);
        assertThat(letter.getSessionId()).isEqualTo(session);
        assertThat(letter.getMessageId()).isEqualTo(bad.getMessageId());
        assertThat(letter.getDeadLetterReason()).isEqualTo("rejected");
        dead.complete(letter);
        assertThat(peekAll(dead)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.CHOICE, from = "a dead letter names its queue as its source, also without forwarding")
    void a_dead_letter_names_its_queue_and_keeps_its_enqueued_time_and_first_number() {
        String queue = queue(Kind.PLAIN);
        clients.sender(queue).sendMessage(message("bad"));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        ServiceBusReceivedMessage first = receiveOne(receiver);
        receiver.deadLetter(first);
        ServiceBusReceivedMessage letter = receiveOne(clients.deadLetters(queue));
        assertThat(letter.getDeadLetterSource()).isEqualTo(queue);
        assertThat(letter.getEnqueuedTime()).isEqualTo(first.getEnqueuedTime());
        assertThat(letter.getEnqueuedSequenceNumber()).isEqualTo(first.getEnqueuedSequenceNumber());
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DEAD_LETTERS + ": MaxDeliveryCountExceeded")
    void as_many_abandoned_deliveries_as_are_allowed_end_in_the_dead_letter_queue() {
        String queue = queue(Kind.FEW);
        clients.sender(queue).sendMessage(message("poison"));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        for (int i = 0; i < 3; i++) {
            ServiceBusReceivedMessage got = receiveOne(receiver);
            assertThat(got.getDeliveryCount()).isEqualTo(i);
            receiver.abandon(got, new AbandonOptions().setPropertiesToModify(Map.of("try", i)));
        }
        ServiceBusReceivedMessage letter = receiveOne(clients.deadLetters(queue));
        assertThat(letter.getDeadLetterReason()).isEqualTo("MaxDeliveryCountExceeded");
        assertThat(letter.getDeadLetterErrorDescription())
                .isEqualTo("Message could not be consumed after 3 delivery attempts.");
        assertThat(letter.getApplicationProperties()).containsEntry("try", 2);
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DEAD_LETTERS + ": a lock that expires counts as a delivery")
    void locks_that_expire_end_in_the_dead_letter_queue_too() {
        String queue = queue(Kind.BRIEF);
        clients.sender(queue).sendMessage(message("poison"));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        for (int i = 0; i < 2; i++) {
            assertThat(receiveOne(receiver).getDeliveryCount()).isEqualTo(i);
        }
        ServiceBusReceivedMessage letter = receiveOne(clients.deadLetters(queue));
        assertThat(letter.getDeadLetterReason()).isEqualTo("MaxDeliveryCountExceeded");
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DEAD_LETTERS + ": there it stays until it is received and completed")
    void an_abandoned_dead_letter_never_moves_on() {
        ServiceBusReceiverClient dead = clients.deadLetters(withDeadLetter());
        for (int i = 0; i < 5; i++) {
            ServiceBusReceivedMessage letter = receiveOne(dead);
            assertThat(letter.getDeadLetterReason()).isEqualTo("rejected");
            dead.abandon(letter);
        }
        dead.complete(receiveOne(dead));
        assertThat(peekAll(dead)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.CHOICE, from = "dead-lettering a dead letter gives it back")
    void a_dead_letter_cannot_be_dead_lettered_again() {
        ServiceBusReceiverClient dead = clients.deadLetters(withDeadLetter());
        dead.deadLetter(receiveOne(dead), new DeadLetterOptions().setDeadLetterReason("again"));
        assertThat(receiveOne(dead).getDeadLetterReason()).isEqualTo("rejected");
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = "Message deferral")
    void a_dead_letter_is_deferred_and_received_by_its_number() {
        ServiceBusReceiverClient dead = clients.deadLetters(withDeadLetter());
        ServiceBusReceivedMessage letter = receiveOne(dead);
        dead.defer(letter);
        assertThat(peekAll(dead))
                .singleElement()
                .satisfies(seen -> assertThat(seen.getState()).isEqualTo(ServiceBusMessageState.DEFERRED));
        dead.complete(dead.receiveDeferredMessage(letter.getSequenceNumber()));
        assertThat(peekAll(dead)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DEAD_LETTERS)
    void dead_letters_are_received_and_deleted_in_order() {
        String queue = queue(Kind.PLAIN);
        messages("a", "b", "c").forEach(clients.sender(queue)::sendMessage);
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        List<ServiceBusReceivedMessage> got = receive(receiver, 3);
        got.forEach(receiver::deadLetter);
        ServiceBusReceiverClient dead = clients.deletingDeadLetters(queue);
        assertThat(texts(receive(dead, 3))).containsExactly("a", "b", "c");
        assertThat(peekAll(dead)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DEAD_LETTERS + ": messages cannot be sent to it")
    void nobody_sends_to_a_dead_letter_queue() {
        String queue = queue(Kind.PLAIN);
        assertThatThrownBy(() -> clients.sender(queue + "/$deadletterqueue").sendMessage(message("x")))
                .isInstanceOf(RuntimeException.class);
        assertThat(peekAll(clients.deadLetters(queue))).isEmpty();
    }
}
