package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.SubQueue;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Looks at a queue's dead letters by peeking: nothing is locked, no delivery is counted. One thread; whoever opens it
 * closes it.
 */
public final class DeadLetterQueue implements AutoCloseable {
    private static final String LOOKING = "looking at dead letters";

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
        Peeking.through(receiver, LOOKING, address.place(), message -> viewer.test(new DeadLetter(message)));
    }

    /**
     * A page of dead letters, oldest first.
     *
     * @param from the first one's sequence number, or below
     */
    public List<DeadLetter> page(int most, long from) {
        try {
            return receiver.peekMessages(most, from).stream()
                    .map(DeadLetter::new)
                    .toList();
        } catch (RuntimeException e) {
            throw BusFailures.of(LOOKING, address.place(), e);
        }
    }

    @Override
    public void close() {
        receiver.close();
    }
}
