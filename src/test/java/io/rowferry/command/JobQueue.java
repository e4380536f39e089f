package io.rowferry.command;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.models.SubQueue;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A job's queue in the shared broker, as another program sees it that uses the Service Bus client itself. */
final class JobQueue {
    private static final int MOST = 10_000;

    private final String name;

    JobQueue(Scenario scenario) {
        this.name = scenario.queue();
    }

    /** Why a message is in the dead-letter queue. */
    record Letter(String reason, String words) {}

    void send(ForeignMessage... messages) {
        try (ServiceBusSenderClient sender = builder().sender().queueName(name).buildClient()) {
            for (ForeignMessage message : messages) {
                sender.sendMessage(message.message());
            }
        }
    }

    /** The dead letters, by their message ids. */
    Map<String, Letter> deadLetters() {
        try (ServiceBusReceiverClient receiver = builder()
                .receiver()
                .queueName(name)
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .buildClient()) {
            Map<String, Letter> letters = new TreeMap<>();
            for (ServiceBusReceivedMessage message : receiver.peekMessages(MOST)) {
                letters.put(
                        message.getMessageId(),
                        new Letter(message.getDeadLetterReason(), message.getDeadLetterErrorDescription()));
            }
            return letters;
        }
    }

    /** The ids of the messages that wait, in order. */
    List<String> waiting() {
        try (ServiceBusReceiverClient receiver =
                builder().receiver().queueName(name).buildClient()) {
            return receiver.peekMessages(MOST).stream()
                    .map(ServiceBusReceivedMessage::getMessageId)
                    .toList();
        }
    }

    /** How many rows the messages have that wait or are in somebody's hands. */
    long waitingRows() {
        try (ServiceBusReceiverClient receiver =
                builder().receiver().queueName(name).buildClient()) {
            return Stream.generate(() -> receiver.peekMessages(MOST).stream().toList())
                    .takeWhile(page -> !page.isEmpty())
                    .flatMap(List::stream)
                    .mapToLong(message ->
                            (Integer) message.getApplicationProperties().getOrDefault("rf_rows", 0))
                    .sum();
        }
    }

    private static ServiceBusClientBuilder builder() {
        return new ServiceBusClientBuilder().connectionString(SharedBroker.connection());
    }
}
