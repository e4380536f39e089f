package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

/** Messages for later. */
abstract class ScheduleContract extends Contract {
    private static final String SCHEDULED = "Message sequencing and timestamps: scheduled messages";

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = SCHEDULED)
    void scheduled_messages_are_peeked_cancelled_or_come_in_time() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        OffsetDateTime due = now().plusSeconds(6);
        long cancelled = sender.scheduleMessage(message("cancelled"), due);
        long kept = sender.scheduleMessage(message("by management"), due);
        sender.sendMessage(message("by annotation").setScheduledEnqueueTime(due));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        assertThat(peekAll(receiver))
                .hasSize(3)
                .allMatch(message -> message.getState() == ServiceBusMessageState.SCHEDULED)
                .allMatch(message -> message.getScheduledEnqueueTime()
                        .toInstant()
                        .plusMillis(1)
                        .isAfter(due.toInstant()));
        sender.cancelScheduledMessage(cancelled);
        List<ServiceBusReceivedMessage> got = receive(receiver, 2);
        assertThat(now()).isAfterOrEqualTo(due.minusNanos(1_000_000));
        assertThat(texts(got)).containsExactlyInAnyOrder("by management", "by annotation");
        ServiceBusReceivedMessage managed = got.stream()
                .filter(each -> each.getBody().toString().equals("by management"))
                .findFirst()
                .orElseThrow();
        assertThat(managed.getEnqueuedSequenceNumber()).isEqualTo(kept);
        assertThat(managed.getSequenceNumber()).isGreaterThan(kept);
        assertThat(managed.getEnqueuedTime()).isAfterOrEqualTo(due.minusNanos(1_000_000));
        assertThat(managed.getState()).isEqualTo(ServiceBusMessageState.ACTIVE);
        completeAll(receiver, got);
        assertNothingComes(receiver);
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = SCHEDULED)
    void a_list_is_scheduled_and_cancelled_at_once() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        OffsetDateTime due = now().plusHours(1);
        List<Long> numbers = StreamSupport.stream(
                        sender.scheduleMessages(messages("a", "b", "c"), due).spliterator(), false)
                .toList();
        assertThat(numbers).hasSize(3).doesNotHaveDuplicates();
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        assertThat(peekAll(receiver))
                .extracting(ServiceBusReceivedMessage::getSequenceNumber)
                .containsExactlyElementsOf(numbers);
        sender.cancelScheduledMessages(numbers.subList(0, 2));
        assertThat(texts(peekAll(receiver))).containsExactly("c");
        sender.cancelScheduledMessage(numbers.get(2));
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = SCHEDULED)
    void messages_of_a_session_are_scheduled_into_it() {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        ServiceBusSenderClient sender = clients.sender(queue);
        OffsetDateTime due = now().plusSeconds(6);
        assertThat(sender.scheduleMessages(inSession(session, "n0", "n1"), due)).hasSize(2);
        long cancelled = sender.scheduleMessage(inSession(session, "cancelled").get(0), due);
        ServiceBusReceiverClient holder = clients.session(queue, session);
        assertThat(peekAll(holder)).hasSize(3);
        sender.cancelScheduledMessage(cancelled);
        List<ServiceBusReceivedMessage> got = receive(holder, 2);
        assertThat(now()).isAfterOrEqualTo(due.minusNanos(1_000_000));
        assertThat(texts(got)).containsExactly("n0", "n1");
        completeAll(holder, got);
        assertThat(peekAll(holder)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "next session: only sessions with active messages are given out")
    void a_session_whose_message_is_scheduled_is_given_out_when_that_is_due() {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        OffsetDateTime due = now().plusSeconds(4);
        clients.sender(queue).scheduleMessage(inSession(session, "x").get(0), due);
        ServiceBusReceiverClient holder =
                clients.closing(clients.sessions(queue).acceptNextSession());
        assertThat(now()).isAfterOrEqualTo(due.minusNanos(1_000_000));
        assertThat(holder.getSessionId()).isEqualTo(session);
        assertThat(texts(receive(holder, 1))).containsExactly("x");
    }
}
