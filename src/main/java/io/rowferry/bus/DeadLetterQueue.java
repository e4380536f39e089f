package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.SubQueue;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at a queue's dead letters by peeking: nothing is locked, no delivery is counted. One thread; whoever opens it
 * closes it.
 */
public final class DeadLetterQueue implements AutoCloseable {
    private static final int PAGE = 100;

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
        long next = 0;
        while (true) {
            List<ServiceBusReceivedMessage> page;
            try {
                page = receiver.peekMessages(PAGE, next).stream().toList();
            } catch (RuntimeException e) {
                throw BusFailures.of("looking at dead letters", address.place(), e);
            }
            if (page.isEmpty()) {
                return;
            }
            page.forEach(message -> viewer.accept(deadLetter(message)));
            next = page.get(page.size() - 1).getSequenceNumber() + 1;
        }
    }

    private static DeadLetter deadLetter(ServiceBusReceivedMessage message) {
        return new DeadLetter(
                message.getSequenceNumber(),
                String.valueOf(message.getMessageId()),
                oursOrNull(message),
                String.valueOf(message.getDeadLetterReason()),
                String.valueOf(message.getDeadLetterErrorDescription()),
                message.getEnqueuedTime().toInstant());
    }

    private static @Nullable BatchMessage oursOrNull(ServiceBusReceivedMessage message) {
        try {
            return Attributes.read(message);
        } catch (NotOursException e) {
            return null;
        }
    }

    @Override
    public void close() {
        receiver.close();
    }
}
