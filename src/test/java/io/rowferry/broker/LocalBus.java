package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.amqp.AmqpRetryMode;
import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.azure.messaging.servicebus.models.SubQueue;
import io.rowferry.servers.LocalNamespace;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;

/** A broker on any port with clients that give up soon; closes what it handed out, last first. */
final class LocalBus implements AutoCloseable {
    static final Duration TRY = Duration.ofSeconds(3);

    private final Broker broker;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    private LocalBus(Broker broker) {
        this.broker = broker;
    }

    static LocalBus in(Path data, UnaryOperator<BrokerSettings> settings) throws BrokerStartException {
        return new LocalBus(Broker.start(settings.apply(BrokerSettings.in(data, Clock.systemUTC()))));
    }

    static LocalBus in(Path data) throws BrokerStartException {
        return in(data, UnaryOperator.identity());
    }

    Broker broker() {
        return broker;
    }

    /** A builder of its own has a connection of its own. */
    ServiceBusClientBuilder builder() {
        return builder(broker.port());
    }

    static ServiceBusClientBuilder builder(int port) {
        return new ServiceBusClientBuilder()
                .connectionString(LocalNamespace.connection(port))
                .retryOptions(new AmqpRetryOptions()
                        .setTryTimeout(TRY)
                        .setMaxRetries(3)
                        .setDelay(Duration.ofMillis(100))
                        .setMode(AmqpRetryMode.FIXED));
    }

    ServiceBusSenderClient sender(String queue) {
        return closing(builder().sender().queueName(queue).buildClient());
    }

    ServiceBusSessionReceiverClient sessions(String queue) {
        return closing(builder()
                .sessionReceiver()
                .queueName(queue)
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete()
                .buildClient());
    }

    ServiceBusReceiverClient receiver(String queue) {
        return closing(builder()
                .receiver()
                .queueName(queue)
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete()
                .buildClient());
    }

    ServiceBusReceiverClient deadLetters(String queue) {
        return closing(builder()
                .receiver()
                .queueName(queue)
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete()
                .buildClient());
    }

    <T extends AutoCloseable> T closing(T client) {
        open.push(client);
        return client;
    }

    static ServiceBusMessage message(String id, String session, String text) {
        return new ServiceBusMessage(text).setMessageId(id).setSessionId(session);
    }

    /**
     * A client that is about to notice that its link or connection has ended refuses to send, and does not try again
     * (azure-sdk-for-java issue 35193).
     */
    static void sendOnceLinkIsOpenAgain(ServiceBusSenderClient sender, ServiceBusMessage message) {
        try {
            sender.sendMessage(message);
        } catch (ServiceBusException e) {
            assertThat(e).hasMessageContaining("Cannot publish message when disposed");
            sender.sendMessage(message);
        }
    }

    /**
     * So many messages, or fewer when no more come: the first may take long, since the link has to be opened, too. Where
     * nothing may come at all, peek.
     */
    static List<ServiceBusReceivedMessage> receive(ServiceBusReceiverClient receiver, int count) {
        List<ServiceBusReceivedMessage> messages = new ArrayList<>();
        while (messages.size() < count) {
            int before = messages.size();
            Duration wait = Duration.ofSeconds(before == 0 ? 15 : 2);
            receiver.receiveMessages(count - before, wait).forEach(messages::add);
            if (messages.size() == before) {
                break;
            }
        }
        return messages;
    }

    static List<String> texts(Iterable<ServiceBusReceivedMessage> messages) {
        List<String> texts = new ArrayList<>();
        messages.forEach(message -> texts.add(message.getBody().toString()));
        return texts;
    }

    void closeClients() {
        while (!open.isEmpty()) {
            closeNow(open.pop());
        }
    }

    @Override
    public void close() {
        closeClients();
        broker.close();
    }

    private static void closeNow(AutoCloseable client) {
        try {
            client.close();
        } catch (Exception e) {
            throw new AssertionError("a client did not close", e);
        }
    }
}
