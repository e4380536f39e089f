package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings that no other Service Bus allows, and numbers that only a new queue has. */
class QueueSettingsTest {
    @TempDir
    Path data;

    private final ShiftedClock clock = new ShiftedClock();
    private LocalBus bus;

    @BeforeEach
    void start() throws Exception {
        bus = LocalBus.in(
                data,
                settings -> settings.withClock(clock)
                        .withQueues(Map.of(
                                "plain",
                                QueueSettings.PLAIN,
                                "once",
                                QueueSettings.PLAIN.withDuplicateWindow(Duration.ofMinutes(10)),
                                "expiring",
                                QueueSettings.PLAIN.withTimeToLive(Duration.ofMillis(200), true),
                                "dropping",
                                QueueSettings.PLAIN.withTimeToLive(Duration.ofMillis(200), false))));
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    @Test
    void what_outlives_its_queues_time_is_dead_lettered_or_dropped_as_the_queue_says() {
        bus.sender("dropping").sendMessage(LocalBus.message("1", "any", "late"));
        bus.sender("expiring").sendMessage(LocalBus.message("1", "any", "late"));
        List<ServiceBusReceivedMessage> dead = LocalBus.receive(bus.deadLetters("expiring"), 1);
        assertThat(dead.get(0).getDeadLetterReason()).isEqualTo("TTLExpiredException");
        assertThat(bus.receiver("expiring").peekMessage()).isNull();
        assertThat(bus.receiver("dropping").peekMessage()).isNull();
        assertThat(bus.deadLetters("dropping").peekMessage()).isNull();
    }

    @Test
    void a_duplicate_is_one_for_ten_minutes() {
        ServiceBusSenderClient sender = bus.sender("once");
        sender.sendMessage(LocalBus.message("same", "any", "first"));
        clock.advance(Duration.ofMinutes(9));
        sender.sendMessage(LocalBus.message("same", "any", "second"));
        clock.advance(Duration.ofMinutes(2));
        sender.sendMessage(LocalBus.message("same", "any", "third"));
        assertThat(LocalBus.texts(bus.receiver("once").peekMessages(9))).containsExactly("first", "third");
    }

    @Test
    void a_new_queue_numbers_from_one_and_a_scheduled_message_again_when_it_is_due() {
        ServiceBusSenderClient sender = bus.sender("plain");
        OffsetDateTime due = OffsetDateTime.now(ZoneOffset.UTC).plusMinutes(1);
        sender.sendMessage(LocalBus.message("1", "any", "at once"));
        sender.scheduleMessage(LocalBus.message("2", "any", "by management"), due);
        sender.sendMessage(LocalBus.message("3", "any", "by annotation").setScheduledEnqueueTime(due));
        ServiceBusReceiverClient receiver = bus.receiver("plain");
        assertThat(LocalBus.texts(receiver.peekMessages(2, 2))).containsExactly("by management", "by annotation");
        ServiceBusReceivedMessage first = LocalBus.receive(receiver, 1).get(0);
        assertThat(first.getSequenceNumber()).isEqualTo(1);
        assertThat(first.getEnqueuedSequenceNumber()).isEqualTo(1);
        receiver.complete(first); // its lock would end with the time that passes now
        clock.advance(Duration.ofMinutes(2));
        List<ServiceBusReceivedMessage> later = LocalBus.receive(receiver, 2);
        assertThat(LocalBus.texts(later)).containsExactly("by management", "by annotation");
        assertThat(later.get(0).getSequenceNumber()).isEqualTo(4);
        assertThat(later.get(0).getEnqueuedSequenceNumber()).isEqualTo(2);
    }
}
