package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.IterableStream;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the tests of the suite have in common: borrowed queues, clients, and receiving that waits long enough. */
@Execution(ExecutionMode.CONCURRENT)
@ExtendWith(ChoicesAreLocal.class)
@Timeout(180)
abstract class Contract {
    /** To wait for what must come; it comes at once, or when a lock or a window of some seconds ends. */
    static final Duration COMES = Duration.ofSeconds(20);

    /** To wait where nothing may come: longer only makes the test sharper. */
    static final Duration NOTHING = Duration.ofMillis(1500);

    private record Borrowed(Kind kind, String queue) {}

    private final List<Borrowed> borrowed = new ArrayList<>();

    /** The clients of this test. */
    final Clients clients = new Clients();

    /** An empty queue that only this test uses. */
    String queue(Kind kind) {
        String queue = Namespace.running().borrow(kind);
        borrowed.add(new Borrowed(kind, queue));
        Emptying.empty(queue, kind.hasSessions());
        return queue;
    }

    @AfterEach
    void giveBack() {
        try {
            clients.close();
        } finally {
            borrowed.forEach(each -> Namespace.running().giveBack(each.kind(), each.queue()));
        }
    }

    /** Unlike every other one, in this run and in earlier ones. */
    static String newId() {
        return UUID.randomUUID().toString();
    }

    static OffsetDateTime now() {
        return OffsetDateTime.now(ZoneOffset.UTC);
    }

    static ServiceBusMessage message(String text) {
        return new ServiceBusMessage(text).setMessageId(newId());
    }

    static List<ServiceBusMessage> messages(String... texts) {
        return Stream.of(texts).map(Contract::message).toList();
    }

    static List<ServiceBusMessage> inSession(String session, String... texts) {
        return Stream.of(texts).map(text -> message(text).setSessionId(session)).toList();
    }

    /** Exactly so many messages; they must come. */
    static List<ServiceBusReceivedMessage> receive(ServiceBusReceiverClient receiver, int count) {
        List<ServiceBusReceivedMessage> messages = new ArrayList<>();
        Instant end = Instant.now().plus(COMES);
        while (messages.size() < count && Instant.now().isBefore(end)) {
            receiver.receiveMessages(count - messages.size(), COMES).forEach(messages::add);
        }
        assertThat(messages).as("messages that must come").hasSize(count);
        return messages;
    }

    static ServiceBusReceivedMessage receiveOne(ServiceBusReceiverClient receiver) {
        return receive(receiver, 1).get(0);
    }

    static void assertNothingComes(ServiceBusReceiverClient receiver) {
        assertThat(texts(receiver.receiveMessages(1, NOTHING))).isEmpty();
    }

    static void completeAll(ServiceBusReceiverClient receiver, Iterable<ServiceBusReceivedMessage> messages) {
        messages.forEach(receiver::complete);
    }

    /** Everything in the queue or session, also what is locked, deferred or scheduled. */
    static List<ServiceBusReceivedMessage> peekAll(ServiceBusReceiverClient receiver) {
        IterableStream<ServiceBusReceivedMessage> found = receiver.peekMessages(100, 0);
        return found.stream().toList();
    }

    static List<String> texts(Iterable<ServiceBusReceivedMessage> messages) {
        return StreamSupport.stream(messages.spliterator(), false)
                .map(message -> message.getBody().toString())
                .toList();
    }

    static List<Long> counts(Iterable<ServiceBusReceivedMessage> messages) {
        return StreamSupport.stream(messages.spliterator(), false)
                .map(ServiceBusReceivedMessage::getDeliveryCount)
                .toList();
    }

    static void assertFails(ServiceBusFailureReason reason, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ServiceBusException.class,
                        failure -> assertThat(failure.getReason()).isEqualTo(reason));
    }

    /** Only for time that must pass, such as a lock's; never for something to happen. */
    static void pass(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }
}
