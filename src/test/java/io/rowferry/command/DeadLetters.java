package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.servicebus.models.SubQueue;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;

/** A queue's dead letters as another program makes and sees them. */
final class DeadLetters {
    private static final int MOST = 250;
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final String queue;

    DeadLetters(String queue) {
        this.queue = queue;
    }

    /** Has a message of one session dead-lettered for each reason, in this order. */
    void make(String session, List<ForeignMessage> messages, List<String> reasons) {
        try (ServiceBusSenderClient sender = builder().sender().queueName(queue).buildClient()) {
            for (ForeignMessage message : messages) {
                sender.sendMessage(message.session(session).message());
            }
        }
        refuse(session, reasons);
    }

    /** Has what waits in a session dead-lettered, one for each reason, in this order. */
    void refuse(String session, List<String> reasons) {
        try (ServiceBusSessionReceiverClient sessions = builder()
                .sessionReceiver()
                .queueName(queue)
                .disableAutoComplete()
                .buildClient()) {
            try (ServiceBusReceiverClient receiver = sessions.acceptSession(session)) {
                Iterator<String> why = reasons.iterator();
                while (why.hasNext()) {
                    for (ServiceBusReceivedMessage message : receiver.receiveMessages(reasons.size(), PATIENCE)) {
                        receiver.deadLetter(
                                message,
                                new DeadLetterOptions()
                                        .setDeadLetterReason(why.next())
                                        .setDeadLetterErrorDescription("as the test wants it"));
                    }
                }
            }
        }
    }

    /** Sends a message that the bus itself gives up, since nobody takes it in time, and waits until it has. */
    void expire(ForeignMessage message) throws InterruptedException {
        long before = all().size();
        ServiceBusMessage sent = message.message().setTimeToLive(Duration.ofMillis(50));
        try (ServiceBusSenderClient sender = builder().sender().queueName(queue).buildClient()) {
            sender.sendMessage(sent);
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (all().size() == before) {
            assertThat(System.nanoTime()).as("it expires").isLessThan(end);
            Thread.sleep(20);
        }
    }

    /** Sends a message and gives it back until the bus itself gives it up. */
    void wearOut(String session, ForeignMessage message) {
        try (ServiceBusSenderClient sender = builder().sender().queueName(queue).buildClient();
                ServiceBusSessionReceiverClient sessions = builder()
                        .sessionReceiver()
                        .queueName(queue)
                        .disableAutoComplete()
                        .buildClient()) {
            sender.sendMessage(message.session(session).message());
            try (ServiceBusReceiverClient receiver = sessions.acceptSession(session)) {
                for (int delivery = 1; delivery <= 10; delivery++) {
                    receiver.receiveMessages(1, PATIENCE).forEach(receiver::abandon);
                }
            }
        }
    }

    /** All of them, oldest first. */
    List<ServiceBusReceivedMessage> all() {
        try (ServiceBusReceiverClient receiver = builder()
                .receiver()
                .queueName(queue)
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .buildClient()) {
            return receiver.peekMessages(MOST).stream().toList();
        }
    }

    /** What waits in the queue itself, in order. */
    List<ServiceBusReceivedMessage> waiting() {
        try (ServiceBusReceiverClient receiver =
                builder().receiver().queueName(queue).buildClient()) {
            return receiver.peekMessages(MOST).stream().toList();
        }
    }

    private static ServiceBusClientBuilder builder() {
        return new ServiceBusClientBuilder()
                .connectionString(SharedBroker.connection())
                .retryOptions(new AmqpRetryOptions().setTryTimeout(PATIENCE));
    }
}
