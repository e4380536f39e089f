package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLettersTest {
    @TempDir
    Path data;

    private LocalBus bus;

    @BeforeEach
    void start() throws Exception {
        bus = LocalBus.in(
                data,
                settings -> settings.withQueues(Map.of(
                        "plain",
                        QueueSettings.PLAIN.withMaxDeliveryCount(3).withLockDuration(Duration.ofMillis(1500)),
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
    void a_dead_letter_of_a_session_carries_its_reason_and_is_received_without_a_session() {
        bus.sender("lanes").sendMessage(LocalBus.message("1", "s", "bad"));
        ServiceBusReceiverClient session = bus.sessions("lanes").acceptNextSession();
        session.deadLetter(
                LocalBus.receive(session, 1).get(0),
                new DeadLetterOptions()
                        .setDeadLetterReason("rejected")
                        .setDeadLetterErrorDescription("the server said no")
                        .setPropertiesToModify(Map.of("rf_table", "orders")));

        ServiceBusReceiverClient dead = bus.deadLetters("lanes");
        assertThat(dead.peekMessage().getDeadLetterReason()).isEqualTo("rejected");
        ServiceBusReceivedMessage message = LocalBus.receive(dead, 1).get(0);
        assertThat(message.getBody()).hasToString("bad");
        assertThat(message.getSessionId()).isEqualTo("s");
        assertThat(message.getMessageId()).isEqualTo("1");
        assertThat(message.getDeadLetterReason()).isEqualTo("rejected");
        assertThat(message.getDeadLetterErrorDescription()).isEqualTo("the server said no");
        assertThat(message.getApplicationProperties()).containsEntry("rf_table", "orders");
        assertThat(message.getDeadLetterSource()).isEqualTo("lanes");
        dead.complete(message);
        assertThat(dead.peekMessage()).isNull();
    }

    @Test
    void three_failed_deliveries_of_three_end_in_the_dead_letter_queue() {
        bus.sender("plain").sendMessage(LocalBus.message("1", "any", "poison"));
        ServiceBusReceiverClient receiver = bus.receiver("plain");
        for (int i = 0; i < 3; i++) {
            ServiceBusReceivedMessage message = LocalBus.receive(receiver, 1).get(0);
            assertThat(message.getDeliveryCount()).isEqualTo(i);
            receiver.abandon(message);
        }
        ServiceBusReceivedMessage dead =
                LocalBus.receive(bus.deadLetters("plain"), 1).get(0);
        assertThat(dead.getDeadLetterReason()).isEqualTo("MaxDeliveryCountExceeded");
        assertThat(dead.getDeadLetterErrorDescription())
                .isEqualTo("Message could not be consumed after 3 delivery attempts.");
        assertThat(receiver.peekMessage()).isNull();
    }

    @Test
    void what_expires_is_dead_lettered_or_dropped_as_the_queue_says() {
        bus.sender("dropping").sendMessage(LocalBus.message("1", "any", "late"));
        bus.sender("expiring").sendMessage(LocalBus.message("1", "any", "late"));
        List<ServiceBusReceivedMessage> dead = LocalBus.receive(bus.deadLetters("expiring"), 1);
        assertThat(dead.get(0).getDeadLetterReason()).isEqualTo("TTLExpiredException");
        assertThat(bus.receiver("expiring").peekMessage()).isNull();
        assertThat(bus.receiver("dropping").peekMessage()).isNull();
        assertThat(bus.deadLetters("dropping").peekMessage()).isNull();
    }
}
