package io.rowferry.contract;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import java.time.Duration;
import java.util.List;

/** Empties a queue of what an earlier run left there: waiting, deferred, scheduled and dead messages. */
final class Emptying {
    private static final Duration WAIT = Duration.ofSeconds(2);

    private Emptying() {}

    static void empty(String queue, boolean hasSessions) {
        try (Clients clients = new Clients()) {
            ServiceBusReceiverClient looking = clients.deleting(queue);
            for (List<ServiceBusReceivedMessage> left = look(looking); !left.isEmpty(); left = look(looking)) {
                for (ServiceBusReceivedMessage message : left) {
                    remove(clients, queue, hasSessions, message);
                }
            }
            ServiceBusReceiverClient dead = clients.deletingDeadLetters(queue);
            for (List<ServiceBusReceivedMessage> left = look(dead); !left.isEmpty(); left = look(dead)) {
                left.stream()
                        .filter(message -> message.getState() == ServiceBusMessageState.DEFERRED)
                        .forEach(message -> dead.receiveDeferredMessage(message.getSequenceNumber()));
                dead.receiveMessages(left.size(), WAIT).forEach(gone -> {});
            }
        }
    }

    private static List<ServiceBusReceivedMessage> look(ServiceBusReceiverClient receiver) {
        return receiver.peekMessages(100, 0).stream().toList();
    }

    private static void remove(Clients clients, String queue, boolean hasSessions, ServiceBusReceivedMessage message) {
        if (message.getState() == ServiceBusMessageState.SCHEDULED) {
            clients.sender(queue).cancelScheduledMessage(message.getSequenceNumber());
            return;
        }
        ServiceBusReceiverClient receiver =
                hasSessions ? clients.deletingSession(queue, message.getSessionId()) : clients.deleting(queue);
        if (message.getState() == ServiceBusMessageState.DEFERRED) {
            receiver.receiveDeferredMessage(message.getSequenceNumber());
        } else {
            receiver.receiveMessages(1, WAIT).forEach(gone -> {});
        }
        receiver.close();
    }
}
