package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Messages that live only so long. An expired one need not go before somebody receives, so these tests do. */
abstract class ExpiryContract extends Contract {
    private static final String EXPIRATION = "Message expiration (Time to Live)";

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = EXPIRATION)
    void an_expired_message_is_dead_lettered_where_the_queue_says_so() {
        String queue = queue(Kind.EXPIRING);
        ServiceBusSenderClient sender = clients.sender(queue);
        sender.sendMessage(message("late").setTimeToLive(Duration.ofSeconds(1)));
        sender.sendMessage(message("in time"));
        pass(Duration.ofSeconds(2));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        ServiceBusReceivedMessage alive = receiveOne(receiver);
        assertThat(alive.getBody()).hasToString("in time");
        receiver.complete(alive);
        ServiceBusReceiverClient dead = clients.deadLetters(queue);
        ServiceBusReceivedMessage letter = receiveOne(dead);
        assertThat(letter.getBody()).hasToString("late");
        assertThat(letter.getDeadLetterReason()).isEqualTo("TTLExpiredException");
        assertThat(letter.getDeadLetterErrorDescription()).isEqualTo("The message expired and was dead lettered.");
        dead.complete(letter);
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = EXPIRATION)
    void an_expired_message_is_dropped_where_the_queue_does_not_say_so() {
        String queue = queue(Kind.PLAIN);
        clients.sender(queue).sendMessage(message("late").setTimeToLive(Duration.ofSeconds(1)));
        pass(Duration.ofSeconds(2));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        assertNothingComes(receiver);
        assertThat(peekAll(receiver)).isEmpty();
        assertThat(peekAll(clients.deadLetters(queue))).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = EXPIRATION + ": a locked message does not expire")
    void a_locked_message_does_not_expire_before_its_lock() {
        String queue = queue(Kind.EXPIRING);
        ServiceBusSenderClient sender = clients.sender(queue);
        sender.sendMessage(message("completed").setTimeToLive(Duration.ofSeconds(6)));
        sender.sendMessage(message("given back").setTimeToLive(Duration.ofSeconds(6)));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        var got = receive(receiver, 2);
        pass(Duration.ofMillis(6500));
        assertThat(peekAll(clients.deadLetters(queue))).isEmpty();
        receiver.complete(got.get(0));
        receiver.abandon(got.get(1));
        assertNothingComes(receiver);
        ServiceBusReceivedMessage letter = receiveOne(clients.deadLetters(queue));
        assertThat(letter.getBody()).hasToString("given back");
        assertThat(letter.getDeadLetterReason()).isEqualTo("TTLExpiredException");
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = EXPIRATION + ": dead letters do not expire")
    void a_dead_letter_does_not_expire() {
        String queue = queue(Kind.EXPIRING);
        clients.sender(queue).sendMessage(message("bad").setTimeToLive(Duration.ofSeconds(6)));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        receiver.deadLetter(receiveOne(receiver));
        pass(Duration.ofSeconds(7));
        assertThat(texts(receive(clients.deadLetters(queue), 1))).containsExactly("bad");
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = EXPIRATION)
    void a_message_of_a_session_expires_too() {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        ServiceBusSenderClient sender = clients.sender(queue);
        sender.sendMessage(message("late").setSessionId(session).setTimeToLive(Duration.ofSeconds(1)));
        sender.sendMessage(message("in time").setSessionId(session));
        pass(Duration.ofSeconds(2));
        ServiceBusReceiverClient holder = clients.session(queue, session);
        assertThat(texts(receive(holder, 1))).containsExactly("in time");
        assertThat(texts(peekAll(holder))).containsExactly("in time");
    }
}
