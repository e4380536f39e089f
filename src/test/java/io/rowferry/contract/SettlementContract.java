package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.models.AbandonOptions;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** How deliveries of a queue without sessions end, and their locks. */
abstract class SettlementContract extends Contract {
    private static final String TRANSFERS = "Message transfers, locks, and settlement";

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSFERS)
    void a_completed_message_is_gone_and_a_locked_one_is_given_to_nobody_else() {
        String queue = queue(Kind.PLAIN);
        clients.sender(queue).sendMessage(message("x"));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        ServiceBusReceivedMessage got = receiveOne(receiver);
        ServiceBusReceiverClient other = clients.elsewhere().receiver(queue);
        assertNothingComes(other);
        assertThat(texts(peekAll(other))).containsExactly("x");
        receiver.complete(got);
        assertThat(peekAll(other)).isEmpty();
        assertNothingComes(other);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSFERS)
    void abandon_puts_a_message_back_counted_with_its_properties_changed() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        sender.sendMessage(message("a"));
        messages("b", "c").forEach(sender::sendMessage);
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        ServiceBusReceivedMessage first = receiveOne(receiver);
        receiver.abandon(first, new AbandonOptions().setPropertiesToModify(Map.of("why", "because", "times", 1)));
        ServiceBusReceivedMessage again = receiveOne(receiver);
        assertThat(again.getBody()).hasToString("a");
        assertThat(again.getDeliveryCount()).isEqualTo(1);
        assertThat(again.getSequenceNumber()).isEqualTo(first.getSequenceNumber());
        assertThat(again.getLockToken()).isNotEqualTo(first.getLockToken());
        assertThat(again.getApplicationProperties())
                .containsEntry("why", "because")
                .containsEntry("times", 1);
        receiver.abandon(again, new AbandonOptions().setPropertiesToModify(Map.of("times", 2)));
        List<ServiceBusReceivedMessage> all = receive(receiver, 3);
        assertThat(texts(all)).containsExactly("a", "b", "c");
        assertThat(counts(all)).containsExactly(2L, 0L, 0L);
        assertThat(all.get(0).getApplicationProperties())
                .containsEntry("why", "because")
                .containsEntry("times", 2);
        completeAll(receiver, all);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSFERS)
    void receive_and_delete_settles_by_receiving() {
        String queue = queue(Kind.PLAIN);
        messages("a", "b").forEach(clients.sender(queue)::sendMessage);
        ServiceBusReceiverClient receiver = clients.deleting(queue);
        assertThat(texts(receive(receiver, 2))).containsExactly("a", "b");
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSFERS)
    void a_lock_that_is_renewed_holds_and_one_that_is_not_ends_counted() {
        String queue = queue(Kind.BRIEF);
        messages("kept", "lost").forEach(clients.sender(queue)::sendMessage);
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        List<ServiceBusReceivedMessage> got = receive(receiver, 2);
        OffsetDateTime until = got.get(0).getLockedUntil();
        pass(Duration.ofSeconds(4));
        OffsetDateTime renewed = receiver.renewMessageLock(got.get(0));
        assertThat(renewed).isAfter(until.plusSeconds(1));
        ServiceBusReceivedMessage again = receiveOne(receiver);
        assertThat(now()).isAfter(until.minusSeconds(1));
        assertThat(again.getBody()).hasToString("lost");
        assertThat(again.getDeliveryCount()).isEqualTo(1);
        assertFails(ServiceBusFailureReason.MESSAGE_LOCK_LOST, () -> receiver.complete(got.get(1)));
        assertFails(ServiceBusFailureReason.MESSAGE_LOCK_LOST, () -> receiver.renewMessageLock(got.get(1)));
        receiver.complete(got.get(0));
        receiver.complete(again);
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "maxAutoLockRenewDuration")
    void a_lock_is_renewed_by_the_client_itself() {
        String queue = queue(Kind.BRIEF);
        clients.sender(queue).sendMessage(message("x"));
        ServiceBusReceiverClient receiver = clients.closing(clients.receiving(queue)
                .maxAutoLockRenewDuration(Duration.ofMinutes(1))
                .buildClient());
        ServiceBusReceivedMessage got = receiveOne(receiver);
        pass(Duration.ofSeconds(11));
        receiver.complete(got);
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "its synchronous receiver releases what comes when nobody waits")
    void messages_that_an_idle_client_gives_back_are_not_counted() {
        String queue = queue(Kind.PLAIN);
        ServiceBusReceiverClient idle = clients.receiver(queue);
        assertThat(idle.receiveMessages(5, Duration.ofMillis(300))).isEmpty();
        clients.sender(queue).sendMessage(message("x"));
        ServiceBusReceiverClient receiver = clients.elsewhere().receiver(queue);
        ServiceBusReceivedMessage got = receiveOne(receiver);
        assertThat(got.getDeliveryCount()).isZero();
        receiver.complete(got);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = "Prefetch Azure Service Bus messages")
    void prefetched_messages_are_locked_and_come_at_once() {
        String queue = queue(Kind.PLAIN);
        messages("a", "b", "c", "d").forEach(clients.sender(queue)::sendMessage);
        ServiceBusReceiverClient receiver =
                clients.closing(clients.receiving(queue).prefetchCount(10).buildClient());
        ServiceBusReceivedMessage first = receiveOne(receiver);
        assertThat(first.getBody()).hasToString("a");
        assertNothingComes(clients.elsewhere().receiver(queue));
        List<ServiceBusReceivedMessage> rest = receive(receiver, 3);
        assertThat(texts(rest)).containsExactly("b", "c", "d");
        receiver.complete(first);
        completeAll(receiver, rest);
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = "Competing consumers: each message goes to one of them")
    void two_receivers_share_a_queue() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        messages("a", "b", "c", "d").forEach(sender::sendMessage);
        ServiceBusReceiverClient one = clients.receiver(queue);
        ServiceBusReceiverClient two = clients.elsewhere().receiver(queue);
        List<ServiceBusReceivedMessage> first = receive(one, 2);
        List<ServiceBusReceivedMessage> second = receive(two, 2);
        assertThat(texts(first)).containsExactly("a", "b");
        assertThat(texts(second)).containsExactly("c", "d");
        completeAll(one, first);
        completeAll(two, second);
        assertThat(peekAll(one)).isEmpty();
    }
}
