package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.models.AbandonOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {
    private static final int BATCH = 0x80013700;

    @TempDir
    Path data;

    private LocalBus bus;
    private FaultWatch watch;

    @BeforeEach
    void start() throws Exception {
        bus = LocalBus.in(
                data,
                settings -> settings.withQueues(Map.of(
                        "lanes",
                        QueueSettings.OF_ROWFERRY,
                        "plain",
                        QueueSettings.PLAIN,
                        "twice",
                        QueueSettings.PLAIN.withMaxDeliveryCount(2))));
        watch = FaultWatch.of(bus.broker());
    }

    @AfterEach
    void stop() {
        bus.close();
        watch.close();
        assertThat(watch.faults()).isEmpty();
    }

    private static void refused(ThrowingCallable call, ServiceBusFailureReason reason) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ServiceBusException.class,
                        e -> assertThat(e.getReason()).isEqualTo(reason));
    }

    /** What becomes of a message that is sent: null for accepted, else the condition. */
    private @Nullable String sent(int format, byte[] message) throws Exception {
        return sent("plain", format, message);
    }

    private @Nullable String sent(String queue, int format, byte[] message) throws Exception {
        try (RawPeer peer = RawPeer.inSession(bus.broker().port())) {
            peer.attachToSend(0, "s", queue);
            peer.message(0, 0, format, message);
            RawPeer.Frame answer = peer.await(RawPeer.DISPOSITION);
            return answer.fields().get(4) instanceof List<?> state && !state.isEmpty()
                    ? String.valueOf(((List<?>) state.get(0)).get(0))
                    : null;
        }
    }

    private static byte[] message(Consumer<AmqpWriter> sections) {
        AmqpWriter writer = new AmqpWriter(256);
        sections.accept(writer);
        return writer.toBytes();
    }

    private static AmqpWriter properties(AmqpWriter writer, String id, String session) {
        int list = writer.section(0x73).openList();
        writer.string(id);
        for (int i = 1; i < 10; i++) {
            writer.nothing();
        }
        return writer.string(session).close(list, 11);
    }

    private static AmqpWriter body(AmqpWriter writer) {
        return writer.section(0x75).binary(new byte[3]);
    }

    private static byte[] batch(byte[]... messages) {
        AmqpWriter writer = new AmqpWriter(256);
        for (byte[] each : messages) {
            writer.section(0x75).binary(each);
        }
        return writer.toBytes();
    }

    private static byte[] good() {
        return message(writer -> body(properties(writer, "id", "s")));
    }

    @Test
    void ids_of_more_than_128_characters_are_out_of_range() throws Exception {
        String fits = "x".repeat(128);
        String over = "x".repeat(129);
        assertThat(sent(0, message(writer -> body(properties(writer, fits, fits)))))
                .isNull();
        assertThat(sent(0, message(writer -> body(properties(writer, over, "s")))))
                .isEqualTo("com.microsoft:argument-out-of-range");
        assertThat(sent(0, message(writer -> body(properties(writer, "id", over)))))
                .isEqualTo("com.microsoft:argument-out-of-range");
        try (RawPeer peer = RawPeer.inSession(bus.broker().port())) {
            peer.send(
                    0,
                    RawPeer.ATTACH,
                    fields -> {
                        fields.string("r")
                                .uint(0)
                                .bool(true)
                                .nothing()
                                .nothing()
                                .section(0x28);
                        int source = fields.openList();
                        fields.string("lanes")
                                .nothing()
                                .nothing()
                                .nothing()
                                .nothing()
                                .nothing()
                                .nothing();
                        int map = fields.openMap();
                        fields.symbol("com.microsoft:session-filter")
                                .string(over)
                                .close(map, 2);
                        fields.close(source, 8);
                    },
                    6);
            assertThat(peer.await(RawPeer.DETACH).condition(2)).isEqualTo("com.microsoft:argument-out-of-range");
        }
    }

    @Test
    void properties_over_32_KB_each_or_64_KB_together_are_too_large() {
        ServiceBusSenderClient sender = bus.sender("plain");
        ServiceBusMessage fits = new ServiceBusMessage("x");
        fits.getApplicationProperties().put("a", "x".repeat(32_000));
        fits.getApplicationProperties().put("b", "x".repeat(32_000));
        sender.sendMessage(fits);
        ServiceBusMessage large = new ServiceBusMessage("x");
        large.getApplicationProperties().put("a", "x".repeat(33_000));
        refused(() -> sender.sendMessage(large), ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED);
        fits.getApplicationProperties().put("c", "x".repeat(3_000));
        refused(() -> sender.sendMessage(fits), ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED);
        refused(
                () -> sender.scheduleMessage(
                        fits, OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)),
                ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED);
        assertThat(bus.receiver("plain").peekMessages(10)).hasSize(1);
    }

    @Test
    void a_batch_with_one_bad_message_is_refused_as_a_whole() throws Exception {
        byte[] tooLongAnId = message(writer -> body(properties(writer, "x".repeat(129), "s")));
        assertThat(sent(BATCH, batch(good(), tooLongAnId, good()))).isEqualTo("com.microsoft:argument-out-of-range");
        assertThat(sent(BATCH, batch(good(), new byte[] {0, 0x53}))).isEqualTo("amqp:decode-error");
        assertThat(sent(BATCH, batch(good(), new byte[0]))).isEqualTo("amqp:decode-error");
        assertThat(sent(BATCH, batch())).isEqualTo("amqp:decode-error");
        assertThat(sent(BATCH, new byte[] {1, 2, 3})).isEqualTo("amqp:decode-error");
        assertThat(bus.receiver("plain").peekMessage()).isNull();
        assertThat(sent(BATCH, batch(good(), good()))).isNull();
        assertThat(bus.receiver("plain").peekMessages(10)).hasSize(2);
    }

    @Test
    void what_is_no_message_is_refused_and_what_lacks_a_body_is_not() throws Exception {
        assertThat(sent(17, good())).isEqualTo("amqp:not-implemented");
        assertThat(sent(0, new byte[0])).isEqualTo("amqp:decode-error");
        List<byte[]> broken = List.of(
                message(writer ->
                        writer.section(0x77).string("two").section(0x77).string("values")),
                message(writer -> body(writer).section(0x77).string("two kinds")),
                message(writer -> body(writer.section(0x74).longInteger(7))),
                message(writer -> {
                    int map = writer.section(0x74).openMap();
                    body(writer.string("one").string("value").close(map, 4));
                }),
                message(writer -> {
                    int map = writer.section(0x74).openMap();
                    body(writer.string("key").string("value").string("more").close(map, 2));
                }),
                message(writer -> {
                    int map = writer.section(0x72).openMap();
                    body(writer.symbol("odd").close(map, 1));
                }),
                message(writer -> {
                    int list = writer.section(0x70).openList();
                    body(writer.bool(true).ubyte(4).longInteger(-5).close(list, 3));
                }));
        for (byte[] each : broken) {
            assertThat(sent(0, each)).isEqualTo("amqp:decode-error");
        }
        assertThat(sent(0, message(writer -> properties(writer, "no body", "s"))))
                .isNull();
        assertThat(sent(0, message(writer -> body(body(properties(writer, "two data", "s"))))))
                .isNull();
        ServiceBusReceiverClient receiver = bus.receiver("plain");
        ServiceBusReceivedMessage first = LocalBus.receive(receiver, 1).get(0);
        assertThat(first.getMessageId()).isEqualTo("no body");
        assertThat(first.getBody().toBytes()).isEmpty();
        receiver.complete(first);
        assertThat(LocalBus.receive(receiver, 1)).hasSize(1);
    }

    @Test
    void changed_properties_that_do_not_fit_are_refused_and_the_message_stays_locked() {
        bus.sender("plain").sendMessage(new ServiceBusMessage("x".repeat(250_000)));
        ServiceBusReceiverClient receiver = bus.receiver("plain");
        ServiceBusReceivedMessage message = LocalBus.receive(receiver, 1).get(0);
        AbandonOptions tooMuch = new AbandonOptions().setPropertiesToModify(Map.of("why", "x".repeat(20_000)));
        refused(() -> receiver.abandon(message, tooMuch), ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED);
        AbandonOptions tooLarge = new AbandonOptions().setPropertiesToModify(Map.of("why", "x".repeat(33_000)));
        // The client reports a refusal before it has forgotten the delivery, and loses what is asked of that in
        // between.
        ServiceBusReceiverClient other = bus.receiver("plain");
        refused(() -> other.abandon(message, tooLarge), ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED);
        other.deadLetter(message, new DeadLetterOptions().setDeadLetterReason("fits"));
        ServiceBusReceivedMessage dead =
                LocalBus.receive(bus.deadLetters("plain"), 1).get(0);
        assertThat(dead.getDeadLetterReason()).isEqualTo("fits");
        assertThat(dead.getBody().toBytes()).hasSize(250_000);
    }

    @Test
    void reason_and_description_are_cut_to_4096_characters() {
        bus.sender("plain").sendMessage(new ServiceBusMessage("x"));
        ServiceBusReceiverClient receiver = bus.receiver("plain");
        receiver.deadLetter(
                LocalBus.receive(receiver, 1).get(0),
                new DeadLetterOptions()
                        .setDeadLetterReason("r".repeat(5_000))
                        .setDeadLetterErrorDescription("d".repeat(20_000)));
        ServiceBusReceivedMessage dead =
                LocalBus.receive(bus.deadLetters("plain"), 1).get(0);
        assertThat(dead.getDeadLetterReason()).isEqualTo("r".repeat(4096));
        assertThat(dead.getDeadLetterErrorDescription()).isEqualTo("d".repeat(4096));
    }

    @Test
    void the_brokers_own_reasons_always_fit() throws Exception {
        byte[] full = message(writer -> writer.section(0x75).binary(new byte[262_144 - 8]));
        assertThat(sent("twice", 0, full)).isNull();
        assertThat(sent("twice", 0, Arrays.copyOf(full, 262_145))).isEqualTo("amqp:link:message-size-exceeded");
        ServiceBusReceiverClient receiver = bus.receiver("twice");
        receiver.abandon(LocalBus.receive(receiver, 1).get(0));
        receiver.abandon(LocalBus.receive(receiver, 1).get(0));
        assertThat(LocalBus.receive(bus.deadLetters("twice"), 1).get(0).getDeadLetterReason())
                .isEqualTo("MaxDeliveryCountExceeded");
    }

    @Test
    void a_session_state_is_at_most_one_message() {
        ServiceBusReceiverClient session = bus.sessions("lanes").acceptSession("s");
        session.setSessionState(new byte[262_144]);
        refused(() -> session.setSessionState(new byte[262_145]), ServiceBusFailureReason.MESSAGE_SIZE_EXCEEDED);
        assertThat(session.getSessionState()).hasSize(262_144);
    }

    @Test
    void schedules_are_one_batch_and_end_with_the_calendar() throws Exception {
        ServiceBusSenderClient sender = bus.sender("plain");
        OffsetDateTime later = OffsetDateTime.now(ZoneOffset.UTC).plusYears(70);
        assertThat(sender.scheduleMessage(new ServiceBusMessage("x"), later)).isPositive();
        refused(
                () -> sender.scheduleMessage(
                        new ServiceBusMessage("x"),
                        OffsetDateTime.parse("9999-12-31T23:59:59Z").plusYears(1)),
                ServiceBusFailureReason.GENERAL_ERROR);
        byte[] large = message(writer -> writer.section(0x75).binary(new byte[100_000]));
        assertThat(scheduled("plain", large, large)).isEqualTo("null");
        assertThat(scheduled("plain", large, large, large)).isEqualTo("amqp:link:message-size-exceeded");
        assertThat(bus.receiver("plain").peekMessages(10)).hasSize(3);
    }

    @Test
    void a_message_that_may_not_wait_is_gone_at_once() throws Exception {
        assertThat(sent(0, message(writer -> {
                    int header = writer.section(0x70).openList();
                    body(writer.bool(true).ubyte(4).uint(0).close(header, 3));
                })))
                .isNull();
        bus.sender("plain").sendMessage(new ServiceBusMessage("y"));
        assertThat(LocalBus.texts(LocalBus.receive(bus.receiver("plain"), 2))).containsExactly("y");
    }

    @Test
    void at_most_250_messages_are_shown_at_once() {
        ServiceBusSenderClient sender = bus.sender("plain");
        sender.sendMessages(IntStream.range(0, 300)
                .mapToObj(i -> new ServiceBusMessage("m" + i))
                .toList());
        ServiceBusReceiverClient receiver = bus.receiver("plain");
        assertThat(receiver.peekMessages(300)).hasSize(250);
        assertThat(receiver.peekMessages(300)).hasSize(50);
    }

    @Test
    void a_dead_letter_queue_takes_no_scheduled_messages() throws Exception {
        assertThat(scheduled("plain/$deadletterqueue", good())).isEqualTo("amqp:not-allowed");
    }

    /** The condition with which a request to schedule these is answered, as text. */
    private String scheduled(String queue, byte[]... messages) throws Exception {
        try (RawPeer peer = RawPeer.inSession(bus.broker().port())) {
            String node = queue + "/$management";
            peer.attachToSend(0, "m", node);
            peer.attachToReceive(1, "answers", node);
            peer.credit(1, 1);
            peer.message(0, 0, 0, HostileRequestsTest.request("com.microsoft:schedule-message", 2, body -> {
                body.string("messages");
                int list = body.openList();
                for (byte[] message : messages) {
                    int entry = body.openMap();
                    body.string("message").binary(message).close(entry, 2);
                }
                body.close(list, messages.length);
            }));
            return HostileRequestsTest.condition(peer.await(RawPeer.TRANSFER));
        }
    }
}
