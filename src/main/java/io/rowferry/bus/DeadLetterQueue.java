package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.SubQueue;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a queue's dead letters by peeking: nothing is locked, no delivery is counted. One thread; whoever opens it
 * closes it.
 */
public final class DeadLetterQueue implements AutoCloseable {
    private final BusAddress address;
    private final ServiceBusReceiverClient receiver;

    private DeadLetterQueue(BusAddress address, ServiceBusReceiverClient receiver) {
        this.address = address;
        this.receiver = receiver;
    }

    /**
     * Opens the dead-letter queue, which has no sessions even where its queue has.
     *
     * @throws io.rowferry.Failure when nobody answers there
     */
    public static DeadLetterQueue open(BusAddress address) {
        address.probe();
        return new DeadLetterQueue(
                address,
                ServiceBusQueue.builder(address)
                        .receiver()
                        .queueName(address.queue())
                        .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                        .buildClient());
    }

    /** Shows every dead letter, oldest first, a page at a time in memory. */
    public void peekAll(Consumer<DeadLetter> viewer) {
        peekWhile(letter -> {
            viewer.accept(letter);
            return true;
        });
    }

    /** The same, until the viewer wants no more. */
    public void peekWhile(Predicate<DeadLetter> viewer) {
        Peeking.through(
                receiver, "looking at dead letters", address.place(), message -> viewer.test(deadLetter(message)));
    }

    private static DeadLetter deadLetter(ServiceBusReceivedMessage message) {
        return new DeadLetter(
                message.getSequenceNumber(),
                String.valueOf(message.getMessageId()),
                MessageReader.job(message),
                oursOrNull(message),
                String.valueOf(message.getDeadLetterReason()),
                String.valueOf(message.getDeadLetterErrorDescription()),
                message.getEnqueuedTime().toInstant());
    }

    private static @Nullable BatchMessage oursOrNull(ServiceBusReceivedMessage message) {
        try {
            return MessageReader.read(message) instanceof BatchMessage batch ? batch : null;
        } catch (NotOursException e) {
            return null;
        }
    }

    @Override
    public void close() {
        receiver.close();
    }
}
