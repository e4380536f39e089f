package io.rowferry.command;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.models.SubQueue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/** Which rows wait in a dead-letter queue. */
final class RandomDeadKeys {
    private static final int PAGE = 250;

    private RandomDeadKeys() {}

    /** The values of the key's columns, in the columns' order in {@code key:}, by table. */
    static Map<String, Set<List<String>>> of(Scenario scenario) throws IOException {
        Map<String, Set<List<String>>> keys = new HashMap<>();
        try (ServiceBusReceiverClient client = new ServiceBusClientBuilder()
                .connectionString(SharedBroker.connection())
                .receiver()
                .queueName(scenario.queue())
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .buildClient()) {
            long next = 0;
            for (List<ServiceBusReceivedMessage> page = page(client, next);
                    !page.isEmpty();
                    page = page(client, next)) {
                for (ServiceBusReceivedMessage letter : page) {
                    String table =
                            String.valueOf(letter.getApplicationProperties().get("rf_table"));
                    keys.computeIfAbsent(table, name -> new HashSet<>()).addAll(keys(letter));
                    next = letter.getSequenceNumber() + 1;
                }
            }
        }
        return keys;
    }

    private static List<ServiceBusReceivedMessage> page(ServiceBusReceiverClient client, long from) {
        return client.peekMessages(PAGE, from).stream().toList();
    }

    private static List<List<String>> keys(ServiceBusReceivedMessage letter) throws IOException {
        GZIPInputStream body = new GZIPInputStream(letter.getBody().toStream());
        Object batch = RandomTree.of(new String(body.readAllBytes(), StandardCharsets.UTF_8));
        List<String> names = RandomTree.elements(batch, "columns").stream()
                .map(column -> String.valueOf(RandomTree.member(column, "name")))
                .toList();
        List<List<String>> keys = new ArrayList<>();
        for (Object row : RandomTree.elements(batch, "rows")) {
            keys.add(RandomTree.elements(batch, "key").stream()
                    .map(name -> String.valueOf(((List<?>) row).get(names.indexOf(String.valueOf(name)))))
                    .toList());
        }
        return keys;
    }
}
