package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.models.AbandonOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import com.azure.messaging.servicebus.models.ServiceBusReceiveMode;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Disabled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QueueContractTest {
    @TempDir
    Path data;

    private final ShiftedClock clock = new ShiftedClock();
    private LocalBus bus;

    @BeforeEach
    void start() throws Exception {
        QueueSettings plain = QueueSettings.PLAIN;
        bus = LocalBus.in(
                data,
                settings -> settings.withAutoCreated(null)
                        .withClock(clock)
                        .withQueues(Map.of(
                                "plain", plain,
                                "brief", plain.withLockDuration(Duration.ofMillis(700)),
                                "lanes", QueueSettings.OF_ROWFERRY.withLockDuration(Duration.ofMillis(1200)),
                                "once", plain.withDuplicateWindow(Duration.ofMinutes(10)))));
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    private static OffsetDateTime now() {
        return OffsetDateTime.now(ZoneOffset.UTC);
    }

    @Test
    void a_message_arrives_with_everything_the_sender_gave_it() {
        ServiceBusMessage sent = new ServiceBusMessage(BinaryData.fromBytes(new byte[] {0, -1, 7}))
                .setContentType("application/json")
                .setSubject("rows")
                .setCorrelationId("corr")
                .setReplyTo("back")
                .setPartitionKey("p")
                .setTimeToLive(Duration.ofHours(1));
        OffsetDateTime moment = OffsetDateTime.parse("2026-11-22T08:15:00.000123Z");
        sent.getApplicationProperties().put("long", 1L << 40);
        sent.getApplicationProperties().put("flag", true);
        sent.getApplicationProperties().put("text", "ä€");
        sent.getApplicationProperties().put("moment", moment);
        bus.sender("plain").sendMessage(sent);

        ServiceBusReceivedMessage got =
                LocalBus.receive(bus.receiver("plain"), 1).get(0);
        assertThat(got.getBody().toBytes()).containsExactly(0, -1, 7);
        assertThat(got.getContentType()).isEqualTo("application/json");
        assertThat(got.getSubject()).isEqualTo("rows");
        assertThat(got.getCorrelationId()).isEqualTo("corr");
        assertThat(got.getReplyTo()).isEqualTo("back");
        assertThat(got.getPartitionKey()).isEqualTo("p");
        assertThat(got.getTimeToLive()).isEqualTo(Duration.ofHours(1));
        assertThat(got.getMessageId()).hasSize(32);
        assertThat(got.getSequenceNumber()).isEqualTo(1);
        assertThat(got.getEnqueuedSequenceNumber()).isEqualTo(1);
        assertThat(got.getEnqueuedTime()).isBetween(now().minusMinutes(1), now().plusMinutes(1));
        assertThat(got.getLockedUntil()).isAfter(now());
        assertThat(got.getState()).isEqualTo(ServiceBusMessageState.ACTIVE);
        assertThat(got.getApplicationProperties())
                .containsEntry("long", 1L << 40)
                .containsEntry("flag", true)
                .containsEntry("text", "ä€")
                .containsEntry("moment", moment);
    }

    @Test
    void a_second_message_of_the_same_id_is_dropped_within_the_window_only() {
        ServiceBusSenderClient sender = bus.sender("once");
        ServiceBusReceiverClient receiver = bus.receiver("once");
        sender.sendMessage(LocalBus.message("same", "any", "first"));
        sender.sendMessage(LocalBus.message("same", "any", "second"));
        List<ServiceBusReceivedMessage> first = LocalBus.receive(receiver, 2);
        assertThat(LocalBus.texts(first)).containsExactly("first");
        receiver.complete(first.get(0));
        clock.advance(Duration.ofMinutes(11));
        sender.sendMessage(LocalBus.message("same", "any", "third"));
        assertThat(LocalBus.texts(LocalBus.receive(receiver, 1))).containsExactly("third");
    }

    @Test
    void a_lock_that_is_not_renewed_ends_and_the_message_comes_again() {
        bus.sender("brief").sendMessage(LocalBus.message("1", "any", "x"));
        ServiceBusReceiverClient receiver = bus.receiver("brief");
        ServiceBusReceivedMessage first = LocalBus.receive(receiver, 1).get(0);
        OffsetDateTime renewed = receiver.renewMessageLock(first);
        assertThat(renewed).isAfterOrEqualTo(now().plus(Duration.ofMillis(300)));
        ServiceBusReceivedMessage second = LocalBus.receive(receiver, 1).get(0);
        assertThat(now()).isAfter(renewed);
        assertThat(second.getDeliveryCount()).isEqualTo(1);
        assertThatThrownBy(() -> receiver.complete(first))
                .isInstanceOfSatisfying(
                        ServiceBusException.class,
                        e -> assertThat(e.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGE_LOCK_LOST));
        receiver.complete(second);
        assertThat(receiver.peekMessage()).isNull();
    }

    @Test
    void a_session_lock_is_renewed_or_lost_and_its_messages_count_a_delivery() {
        bus.sender("lanes").sendMessage(LocalBus.message("1", "s", "x"));
        ServiceBusReceiverClient holder = bus.sessions("lanes").acceptSession("s");
        ServiceBusReceivedMessage message = LocalBus.receive(holder, 1).get(0);
        OffsetDateTime until = holder.renewSessionLock();
        assertThat(until).isAfter(now().plus(Duration.ofMillis(500)));
        ServiceBusReceiverClient next = bus.sessions("lanes").acceptNextSession();
        assertThat(now()).isAfterOrEqualTo(until.minusNanos(1_000_000));
        assertThat(LocalBus.receive(next, 1).get(0).getDeliveryCount()).isEqualTo(1);
        assertThatThrownBy(() -> holder.complete(message))
                .isInstanceOfSatisfying(
                        ServiceBusException.class,
                        e -> assertThat(e.getReason()).isEqualTo(ServiceBusFailureReason.SESSION_LOCK_LOST));
    }

    @Test
    void scheduled_messages_are_peeked_cancelled_or_come_in_time() {
        ServiceBusSenderClient sender = bus.sender("plain");
        OffsetDateTime due = now().plus(Duration.ofMillis(700));
        long cancelled = sender.scheduleMessage(LocalBus.message("1", "any", "cancelled"), due);
        sender.scheduleMessage(LocalBus.message("2", "any", "by management"), due);
        sender.sendMessage(LocalBus.message("3", "any", "by annotation").setScheduledEnqueueTime(due));
        ServiceBusReceiverClient receiver = bus.receiver("plain");
        assertThat(receiver.peekMessages(5))
                .hasSize(3)
                .allMatch(message -> message.getState() == ServiceBusMessageState.SCHEDULED);
        sender.cancelScheduledMessage(cancelled);
        List<ServiceBusReceivedMessage> got = LocalBus.receive(receiver, 2);
        assertThat(now()).isAfterOrEqualTo(due.minusNanos(1_000_000));
        assertThat(LocalBus.texts(got)).containsExactly("by management", "by annotation");
        assertThat(got.get(0).getSequenceNumber()).isEqualTo(4);
        assertThat(got.get(0).getEnqueuedSequenceNumber()).isEqualTo(2);
    }

    @Test
    void peek_walks_on_by_its_cursor_and_takes_nothing() {
        ServiceBusSenderClient sender = bus.sender("plain");
        for (int i = 0; i < 5; i++) {
            sender.sendMessage(LocalBus.message("id" + i, "s" + i % 2, "m" + i));
        }
        ServiceBusReceiverClient receiver = bus.receiver("plain");
        assertThat(LocalBus.texts(receiver.peekMessages(3))).containsExactly("m0", "m1", "m2");
        assertThat(LocalBus.texts(receiver.peekMessages(3))).containsExactly("m3", "m4");
        assertThat(receiver.peekMessages(3)).isEmpty();
        assertThat(LocalBus.texts(receiver.peekMessages(2, 2))).containsExactly("m1", "m2");
        assertThat(LocalBus.receive(receiver, 5)).hasSize(5);
    }

    @Test
    void peek_in_a_session_shows_that_session_only() {
        ServiceBusSenderClient sender = bus.sender("lanes");
        for (int i = 0; i < 4; i++) {
            sender.sendMessage(LocalBus.message("id" + i, "s" + i % 2, "m" + i));
        }
        ServiceBusReceiverClient holder = bus.sessions("lanes").acceptSession("s1");
        assertThat(LocalBus.texts(holder.peekMessages(9))).containsExactly("m1", "m3");
    }

    @Test
    void a_deferred_message_is_received_by_its_number_only() {
        bus.sender("plain").sendMessage(LocalBus.message("1", "any", "x"));
        ServiceBusReceiverClient receiver = bus.receiver("plain");
        ServiceBusReceivedMessage message = LocalBus.receive(receiver, 1).get(0);
        receiver.defer(message);
        assertThat(receiver.peekMessage().getState()).isEqualTo(ServiceBusMessageState.DEFERRED);
        ServiceBusReceivedMessage again = receiver.receiveDeferredMessage(message.getSequenceNumber());
        assertThat(again.getBody()).hasToString("x");
        receiver.complete(again);
        assertThat(bus.receiver("plain").peekMessage()).isNull();
    }

    @Disabled("a client that is closed sometimes gives its messages back first, and their tokens are void then:"
            + " this needs a receiver that is cut off")
    @Test
    void a_message_is_settled_by_its_token_when_the_receiver_that_got_it_is_gone() {
        ServiceBusSenderClient sender = bus.sender("plain");
        List.of("done", "bad", "again").forEach(text -> sender.sendMessage(LocalBus.message(text, "any", text)));
        List<ServiceBusReceivedMessage> got;
        try (ServiceBusReceiverClient first = bus.receiver("plain")) {
            got = LocalBus.receive(first, 3);
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
    void messages_that_an_idle_client_gives_back_are_not_counted() {
        ServiceBusReceiverClient idle = bus.receiver("plain");
        assertThat(idle.receiveMessages(5, Duration.ofMillis(300))).isEmpty();
        bus.sender("plain").sendMessage(LocalBus.message("1", "any", "x"));
        ServiceBusReceivedMessage message =
                LocalBus.receive(bus.receiver("plain"), 1).get(0);
        assertThat(message.getDeliveryCount()).isZero();
    }

    @Test
    void receive_and_delete_settles_by_receiving() {
        ServiceBusSenderClient sender = bus.sender("plain");
        List.of("a", "b").forEach(text -> sender.sendMessage(LocalBus.message(text, "any", text)));
        ServiceBusReceiverClient receiver = bus.closing(bus.builder()
                .receiver()
                .queueName("plain")
                .receiveMode(ServiceBusReceiveMode.RECEIVE_AND_DELETE)
                .buildClient());
        assertThat(LocalBus.texts(LocalBus.receive(receiver, 2))).containsExactly("a", "b");
        assertThat(receiver.peekMessage()).isNull();
    }

    @Test
    void a_missing_queue_and_the_wrong_kind_of_receiver_are_refused_at_once() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> bus.sender("missing").sendMessage(LocalBus.message("1", "s", "x")))
                .isInstanceOfSatisfying(
                        ServiceBusException.class,
                        e -> assertThat(e.getReason()).isEqualTo(ServiceBusFailureReason.MESSAGING_ENTITY_NOT_FOUND));
        assertThatThrownBy(() -> LocalBus.receive(bus.receiver("lanes"), 1))
                .hasStackTraceContaining("requires sessions");
        assertThatThrownBy(() -> bus.sessions("plain").acceptNextSession()).hasStackTraceContaining("has no sessions");
        assertThatThrownBy(() -> bus.sender("lanes").sendMessage(new ServiceBusMessage("no session")))
                .hasStackTraceContaining("no session id");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void a_message_over_the_limit_is_refused() {
        ServiceBusSenderClient sender = bus.sender("plain");
        assertThat(sender.createMessageBatch().getMaxSizeInBytes()).isBetween(200_000, 262_144);
        assertThatThrownBy(() -> sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(new byte[300_000]))))
                .isInstanceOf(ServiceBusException.class);
        sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(new byte[200_000])));
        assertThat(LocalBus.receive(bus.receiver("plain"), 1).get(0).getBody().toBytes())
                .hasSize(200_000);
    }
}
