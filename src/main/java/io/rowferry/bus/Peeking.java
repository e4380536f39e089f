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
     * @throws RuntimeException of the client, as it comes
     */
    static void through(ServiceBusReceiverClient receiver, Predicate<ServiceBusReceivedMessage> viewer) {
        long next = 0;
        while (true) {
            List<ServiceBusReceivedMessage> page =
                    receiver.peekMessages(PAGE, next).stream().toList();
            if (page.isEmpty() || !page.stream().allMatch(viewer)) {
                return;
            }
            next = page.get(page.size() - 1).getSequenceNumber() + 1;
        }
    }
}
