package io.rowferry.contract;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.azure.messaging.servicebus.models.ServiceBusReceiveMode;
import com.azure.messaging.servicebus.models.SubQueue;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Makes the clients of one test and closes them, last first. All tests share a few connections, since the official emulator
 * has ten; a test has two of them, {@code here} and {@code elsewhere}.
 */
final class Clients implements AutoCloseable {
    private static final int CONNECTIONS = 6;
    private static final AtomicInteger TURN = new AtomicInteger();
    private static final List<ServiceBusClientBuilder> BUILDERS =
            Stream.generate(Namespace.running()::builder).limit(CONNECTIONS).toList();

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private final ServiceBusClientBuilder builder;
    private final ServiceBusClientBuilder other;

    Clients() {
        int turn = TURN.getAndUpdate(last -> (last + 1) % CONNECTIONS);
        builder = BUILDERS.get(turn);
        other = BUILDERS.get((turn + 1) % CONNECTIONS);
    }

    private Clients(Clients opposite) {
        builder = opposite.other;
        other = opposite.builder;
    }

    /** The same on another connection; what is made there is closed here. */
    Clients elsewhere() {
        return closing(new Clients(this));
    }

    ServiceBusClientBuilder builder() {
        return builder;
    }

    ServiceBusSenderClient sender(String queue) {
        return closing(builder.sender().queueName(queue).buildClient());
    }

    /** Peek-lock, no renewal by itself. */
    ServiceBusReceiverClient receiver(String queue) {
        return closing(receiving(queue).buildClient());
    }

    ServiceBusReceiverClient deleting(String queue) {
        return closing(receiving(queue)
                .receiveMode(ServiceBusReceiveMode.RECEIVE_AND_DELETE)
                .buildClient());
    }

    ServiceBusReceiverClient deadLetters(String queue) {
        return closing(receiving(queue).subQueue(SubQueue.DEAD_LETTER_QUEUE).buildClient());
    }

    ServiceBusReceiverClient deletingDeadLetters(String queue) {
        return closing(receiving(queue)
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .receiveMode(ServiceBusReceiveMode.RECEIVE_AND_DELETE)
                .buildClient());
    }

    ServiceBusClientBuilder.ServiceBusReceiverClientBuilder receiving(String queue) {
        return builder.receiver()
                .queueName(queue)
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete();
    }

    ServiceBusSessionReceiverClient sessions(String queue) {
        return closing(receivingSessions(queue).buildClient());
    }

    ServiceBusClientBuilder.ServiceBusSessionReceiverClientBuilder receivingSessions(String queue) {
        return builder.sessionReceiver()
                .queueName(queue)
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete();
    }

    ServiceBusReceiverClient session(String queue, String id) {
        return closing(sessions(queue).acceptSession(id));
    }

    ServiceBusReceiverClient deletingSession(String queue, String id) {
        return closing(closing(receivingSessions(queue)
                        .receiveMode(ServiceBusReceiveMode.RECEIVE_AND_DELETE)
                        .buildClient())
                .acceptSession(id));
    }

    <T extends AutoCloseable> T closing(T client) {
        open.push(client);
        return client;
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            closeNow(open.pop());
        }
    }

    private static void closeNow(AutoCloseable client) {
        try {
            client.close();
        } catch (Exception e) {
            throw new AssertionError("a client did not close", e);
        }
    }
}
