package io.rowferry.bench;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.Map;

/** Single operations with the blocking client, one after the other; each leaves as many messages as it found. */
final class Operations implements AutoCloseable {
    private static final int TIMES = 41;

    private final Load load;
    private final ServiceBusSenderClient sender;
    private final ServiceBusReceiverClient receiver;
    private final ServiceBusSessionReceiverClient sessions;
    private final Map<String, Double> medians = new LinkedHashMap<>();

    private Operations(int port, Load load) {
        this.load = load;
        ServiceBusClientBuilder builder = BusClient.builder(port);
        this.sender = builder.sender().queueName(load.queue()).buildClient();
        this.sessions = builder.sessionReceiver()
                .queueName(load.queue())
                .disableAutoComplete()
                .buildClient();
        this.receiver = load.inSessions()
                ? sessions.acceptSession("timed")
                : builder.receiver()
                        .queueName(load.queue())
                        .disableAutoComplete()
                        .buildClient();
    }

    /** By the name of the operation. */
    static Map<String, Double> medianMillis(int port, Load load) {
        try (Operations operations = new Operations(port, load)) {
            operations.measure();
            return operations.medians;
        }
    }

    private void measure() {
        time("send", () -> sender.sendMessage(message()));
        time("receive and complete", () -> receiver.complete(receiveOne()));
        time("peek", () -> receiver.peekMessage(500));
        time(
                "schedule and cancel",
                () -> sender.cancelScheduledMessage(sender.scheduleMessage(
                        message(), OffsetDateTime.now(ZoneOffset.UTC).plusHours(1))));
        if (load.inSessions()) {
            time("renew the session", receiver::renewSessionLock);
            time("accept a session", () -> sessions.acceptNextSession().close());
        } else {
            sender.sendMessage(message());
            ServiceBusReceivedMessage held = receiveOne();
            time("renew the lock", () -> receiver.renewMessageLock(held));
            receiver.complete(held);
        }
    }

    private ServiceBusReceivedMessage receiveOne() {
        return receiver.receiveMessages(1).iterator().next();
    }

    private ServiceBusMessage message() {
        ServiceBusMessage message = new ServiceBusMessage(BinaryData.fromBytes(new byte[load.bytes()]));
        return load.inSessions() ? message.setSessionId("timed") : message;
    }

    private void time(String name, Runnable operation) {
        Rounds rounds = new Rounds();
        for (int i = 0; i < TIMES; i++) {
            long began = System.nanoTime();
            operation.run();
            rounds.add((System.nanoTime() - began) / 1e6);
        }
        medians.put(name, rounds.median());
    }

    @Override
    public void close() {
        receiver.close();
        sessions.close();
        sender.close();
    }
}
