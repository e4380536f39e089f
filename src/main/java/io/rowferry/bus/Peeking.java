package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import java.util.List;
import java.util.function.Predicate;

/** Goes through what a queue holds: nothing is locked, no delivery is counted. */
final class Peeking {
    private static final int PAGE = 100;

    private Peeking() {}

    /**
     * Shows messages, oldest first, a page at a time in memory, until the viewer wants no more or there are none.
     *
     * @param doing what that is for, to complete "failed while"
     * @param place where the receiver looks, for people
     * @throws io.rowferry.Failure when the bus cannot be reached or refuses
     */
    static void through(
            ServiceBusReceiverClient receiver,
            String doing,
            String place,
            Predicate<ServiceBusReceivedMessage> viewer) {
        long next = 0;
        while (true) {
            List<ServiceBusReceivedMessage> page;
            try {
                page = receiver.peekMessages(PAGE, next).stream().toList();
            } catch (RuntimeException e) {
                throw BusFailures.of(doing, place, e);
            }
            if (page.isEmpty() || !page.stream().allMatch(viewer)) {
                return;
            }
            next = page.get(page.size() - 1).getSequenceNumber() + 1;
        }
    }
}
