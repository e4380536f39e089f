package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A message-id is taken once within the window. */
abstract class DuplicatesContract extends Contract {
    private static final String DUPLICATES = "Duplicate detection";
    private static final Duration WINDOW = Duration.ofSeconds(20);

    private static ServiceBusMessage of(String id, String text) {
        return new ServiceBusMessage(text).setMessageId(id);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DUPLICATES)
    void a_second_message_of_the_same_id_is_dropped_within_the_window_only() {
        String queue = queue(Kind.ONCE);
        String id = newId();
        ServiceBusSenderClient sender = clients.sender(queue);
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        sender.sendMessage(of(id, "first"));
        sender.sendMessage(of(id, "second"));
        ServiceBusReceivedMessage first = receiveOne(receiver);
        assertThat(first.getBody()).hasToString("first");
        receiver.complete(first);
        sender.sendMessage(of(id, "after it was completed"));
        assertNothingComes(receiver);
        pass(WINDOW.plusSeconds(2));
        sender.sendMessage(of(id, "third"));
        ServiceBusReceivedMessage third = receiveOne(receiver);
        assertThat(third.getBody()).hasToString("third");
        receiver.complete(third);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DUPLICATES)
    void a_duplicate_inside_a_batch_is_dropped_and_the_rest_is_taken() {
        String queue = queue(Kind.ONCE);
        String id = newId();
        ServiceBusSenderClient sender = clients.sender(queue);
        sender.sendMessage(of(id, "first"));
        sender.sendMessages(List.of(of(newId(), "a"), of(id, "duplicate"), of(newId(), "b")));
        String twice = newId();
        sender.sendMessages(List.of(of(twice, "c"), of(twice, "c again")));
        ServiceBusReceiverClient receiver = clients.deleting(queue);
        assertThat(texts(receive(receiver, 4))).containsExactly("first", "a", "b", "c");
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DUPLICATES + ": scheduled messages count, too")
    void a_scheduled_message_counts_from_when_it_was_sent() {
        String queue = queue(Kind.ONCE);
        String id = newId();
        ServiceBusSenderClient sender = clients.sender(queue);
        sender.scheduleMessage(of(id, "scheduled"), now().plusSeconds(2));
        sender.sendMessage(of(id, "duplicate"));
        ServiceBusReceiverClient receiver = clients.deleting(queue);
        assertThat(texts(receive(receiver, 1))).containsExactly("scheduled");
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = DUPLICATES + ": off unless the queue has it on")
    void the_same_id_is_taken_twice_where_nobody_looks_for_duplicates() {
        String queue = queue(Kind.PLAIN);
        String id = newId();
        ServiceBusSenderClient sender = clients.sender(queue);
        sender.sendMessage(of(id, "first"));
        sender.sendMessage(of(id, "second"));
        assertThat(texts(receive(clients.deleting(queue), 2))).containsExactly("first", "second");
    }
}
