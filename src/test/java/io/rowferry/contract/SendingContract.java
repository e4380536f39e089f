package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.models.AmqpMessageBody;
import com.azure.core.amqp.models.AmqpMessageBodyType;
import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import java.net.URI;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What is sent arrives as it was sent, or is refused. */
abstract class SendingContract extends Contract {
    private static final String PAYLOADS = "Messages, payloads, and serialization";
    private static final String QUOTAS = "Service Bus quotas: 256 KB in the Standard tier";

    private ServiceBusReceivedMessage sendAndReceive(ServiceBusMessage message) {
        String queue = queue(Kind.PLAIN);
        clients.sender(queue).sendMessage(message);
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        ServiceBusReceivedMessage received = receiveOne(receiver);
        receiver.complete(received);
        assertThat(peekAll(receiver)).isEmpty();
        return received;
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = PAYLOADS)
    void a_message_arrives_with_everything_the_sender_gave_it() {
        ServiceBusMessage sent = new ServiceBusMessage(BinaryData.fromBytes(new byte[] {0, -1, 7}))
                .setMessageId("an id")
                .setContentType("application/json")
                .setSubject("rows")
                .setCorrelationId("corr")
                .setReplyTo("back")
                .setReplyToSessionId("back-session")
                .setTo("there")
                .setPartitionKey("p")
                .setTimeToLive(Duration.ofMinutes(30));

        ServiceBusReceivedMessage got = sendAndReceive(sent);
        assertThat(got.getBody().toBytes()).containsExactly(0, -1, 7);
        assertThat(got.getMessageId()).isEqualTo("an id");
        assertThat(got.getContentType()).isEqualTo("application/json");
        assertThat(got.getSubject()).isEqualTo("rows");
        assertThat(got.getCorrelationId()).isEqualTo("corr");
        assertThat(got.getReplyTo()).isEqualTo("back");
        assertThat(got.getReplyToSessionId()).isEqualTo("back-session");
        assertThat(got.getTo()).isEqualTo("there");
        assertThat(got.getPartitionKey()).isEqualTo("p");
        assertThat(got.getTimeToLive()).isEqualTo(Duration.ofMinutes(30));
        assertThat(got.getExpiresAt()).isEqualTo(got.getEnqueuedTime().plusMinutes(30));
        assertThat(got.getEnqueuedTime()).isBetween(now().minusMinutes(1), now().plusMinutes(1));
        assertThat(got.getLockedUntil()).isBetween(now().plusSeconds(20), now().plusSeconds(90));
        assertThat(got.getSequenceNumber()).isPositive().isEqualTo(got.getEnqueuedSequenceNumber());
        assertThat(got.getState()).isEqualTo(ServiceBusMessageState.ACTIVE);
        assertThat(got.getDeliveryCount()).isZero();
        assertThat(got.getSessionId()).isNull();
        assertThat(got.getDeadLetterReason()).isNull();
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "the types that its serializer knows, and their descriptors")
    void application_properties_of_every_type_come_back_as_they_were() {
        Map<String, Object> properties = new LinkedHashMap<>();
        properties.put("boolean", true);
        properties.put("byte", (byte) -7);
        properties.put("short", (short) -700);
        properties.put("int", Integer.MIN_VALUE);
        properties.put("long", 1L << 40);
        properties.put("float", 0.5f);
        properties.put("double", Math.PI);
        properties.put("char", 'ä');
        properties.put("text", "ä€\uD83D\uDE9A");
        properties.put("empty", "");
        properties.put("uuid", UUID.randomUUID());
        properties.put("moment", OffsetDateTime.parse("2026-11-22T08:15:00.000123Z"));
        properties.put("duration", Duration.ofMillis(1234));
        properties.put("uri", URI.create("https://example.org/a?b=c"));
        ServiceBusMessage sent = message("x");
        sent.getApplicationProperties().putAll(properties);
        assertThat(sendAndReceive(sent).getApplicationProperties()).isEqualTo(properties);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = PAYLOADS)
    void header_fields_of_the_sender_are_kept() {
        ServiceBusMessage sent = message("x");
        sent.getRawAmqpMessage().getHeader().setDurable(true).setPriority((short) 7);
        ServiceBusReceivedMessage got = sendAndReceive(sent);
        assertThat(got.getRawAmqpMessage().getHeader().isDurable()).isTrue();
        assertThat(got.getRawAmqpMessage().getHeader().getPriority()).isEqualTo((short) 7);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = "AMQP 1.0 in Azure Service Bus and Event Hubs protocol guide")
    void bodies_may_be_values_sequences_or_empty() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        sender.sendMessage(new ServiceBusMessage(AmqpMessageBody.fromValue("a value")));
        sender.sendMessage(new ServiceBusMessage(AmqpMessageBody.fromSequence(List.of("one", 2))));
        sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(new byte[0])));
        List<ServiceBusReceivedMessage> got = receive(clients.deleting(queue), 3);
        assertThat(got)
                .extracting(message -> message.getRawAmqpMessage().getBody().getBodyType())
                .containsExactly(AmqpMessageBodyType.VALUE, AmqpMessageBodyType.SEQUENCE, AmqpMessageBodyType.DATA);
        assertThat(got.get(0).getRawAmqpMessage().getBody().getValue()).isEqualTo("a value");
        assertThat(got.get(1).getRawAmqpMessage().getBody().getSequence()).isEqualTo(List.of("one", 2));
        assertThat(got.get(2).getBody().toBytes()).isEmpty();
    }

    @Test
    @Fact(
            value = Fact.Source.CHOICE,
            from = "an id for a message without one, since clients in other languages need it")
    void a_message_without_an_id_gets_one() {
        assertThat(sendAndReceive(new ServiceBusMessage("x")).getMessageId()).matches("[0-9a-f]{32}");
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = "Message sequencing and timestamps")
    void sequence_numbers_rise_in_the_order_of_sending() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        messages("a", "b", "c").forEach(sender::sendMessage);
        List<ServiceBusReceivedMessage> got = receive(clients.deleting(queue), 3);
        assertThat(texts(got)).containsExactly("a", "b", "c");
        long first = got.get(0).getSequenceNumber();
        assertThat(got)
                .extracting(ServiceBusReceivedMessage::getSequenceNumber)
                .containsExactly(first, first + 1, first + 2);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = QUOTAS)
    void a_batch_is_filled_to_the_limit_and_arrives_in_order() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        ServiceBusMessageBatch batch = sender.createMessageBatch();
        assertThat(batch.getMaxSizeInBytes()).isBetween(200_000, 262_144);
        String filling = "x".repeat(1_000);
        int count = 0;
        while (batch.tryAddMessage(message(count + " " + filling))) {
            count++;
        }
        assertThat(batch.getSizeInBytes()).isGreaterThan(batch.getMaxSizeInBytes() - 2_000);
        sender.sendMessages(batch);
        List<String> got = texts(receive(clients.deleting(queue), count));
        for (int i = 0; i < count; i++) {
            assertThat(got.get(i)).startsWith(i + " ");
        }
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = QUOTAS)
    void a_message_over_the_limit_is_refused_and_one_below_it_is_not() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        assertFails(
                ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED,
                () -> sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(new byte[300_000]))));
        sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(new byte[200_000])));
        assertThat(receiveOne(clients.deleting(queue)).getBody().toBytes()).hasSize(200_000);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = "Service Bus messaging exceptions: entity not found")
    void a_missing_queue_is_told_at_once() {
        long start = System.nanoTime();
        assertFails(
                ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND,
                () -> clients.sender("contract-missing").sendMessage(message("x")));
        assertThatThrownBy(() -> receiveOne(clients.receiver("contract-missing")))
                .hasStackTraceContaining("could not be found");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Namespace.TRY.multipliedBy(2));
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = "Message sessions; the client takes amqp:not-allowed for unsupported")
    void the_wrong_kind_of_receiver_is_refused_at_once() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> receiveOne(clients.receiver(queue(Kind.SESSIONS))))
                .hasStackTraceContaining("UnsupportedOperationException");
        String plain = queue(Kind.PLAIN);
        assertThatThrownBy(() -> clients.sessions(plain).acceptNextSession())
                .hasStackTraceContaining("UnsupportedOperationException");
        assertThatThrownBy(() -> clients.sessions(plain).acceptSession("any"))
                .hasStackTraceContaining("UnsupportedOperationException");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Namespace.TRY.multipliedBy(2));
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = "Message sessions: a queue with sessions takes no message without one")
    void a_message_without_a_session_id_is_refused_where_sessions_are_required() {
        String queue = queue(Kind.SESSIONS);
        ServiceBusSenderClient sender = clients.sender(queue);
        assertThatThrownBy(() -> sender.sendMessage(message("no session"))).hasStackTraceContaining("session");
        assertThat(peekAll(clients.receiver(queue))).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "sendMessages(Iterable): one batch, taken or refused as a whole")
    void a_batch_with_one_message_that_is_refused_is_refused_whole() {
        String queue = queue(Kind.SESSIONS);
        List<ServiceBusMessage> batch = List.of(message("in a session").setSessionId(newId()), message("in none"));
        assertThatThrownBy(() -> clients.sender(queue).sendMessages(batch)).hasStackTraceContaining("session");
        assertThat(peekAll(clients.receiver(queue))).isEmpty();
    }
}
