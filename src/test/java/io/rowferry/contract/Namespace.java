package io.rowferry.contract;

import com.azure.core.amqp.AmqpRetryMode;
import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.broker.BrokerStartException;
import io.rowferry.broker.EmulatorConfig;
import io.rowferry.broker.EmulatorConfigException;
import io.rowferry.broker.QueueSettings;
import io.rowferry.servers.LocalNamespace;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * The Service Bus that the suite asks: the one of {@code ROWFERRY_CONTRACT_CONNECTION}, or a local broker with the same
 * queues that is started for the run. Its queues are lent to one test at a time.
 */
final class Namespace implements AutoCloseable {
    /** How long a client tries; the service gives up a second earlier. */
    static final Duration TRY = Duration.ofSeconds(12);

    private static final @Nullable String GIVEN = System.getenv("ROWFERRY_CONTRACT_CONNECTION");

    private static volatile @Nullable Namespace running;

    private final @Nullable Broker broker;
    private final String connection;
    private final Map<Kind, BlockingQueue<String>> free = new EnumMap<>(Kind.class);

    private Namespace(@Nullable Broker broker, String connection, Iterable<String> queues) {
        this.broker = broker;
        this.connection = connection;
        for (Kind kind : Kind.values()) {
            BlockingQueue<String> names = new LinkedBlockingQueue<>();
            queues.forEach(name -> {
                if (kind.has(name)) {
                    names.add(name);
                }
            });
            free.put(kind, names);
        }
    }

    static boolean isLocal() {
        return GIVEN == null;
    }

    /** {@code data} is where a local broker keeps its queues. */
    static Namespace start(Path data) throws BrokerStartException, EmulatorConfigException, URISyntaxException {
        Path file = Path.of(Objects.requireNonNull(Namespace.class.getResource("queues.json"))
                .toURI());
        Map<String, QueueSettings> queues = EmulatorConfig.read(file).queues();
        Namespace started;
        if (GIVEN == null) {
            Broker broker = Broker.start(BrokerSettings.in(data, Clock.systemUTC())
                    .withQueues(queues)
                    .withAutoCreated(null));
            started = new Namespace(broker, LocalNamespace.connection(broker.port()), queues.keySet());
        } else {
            started = new Namespace(null, GIVEN, queues.keySet());
        }
        running = started;
        return started;
    }

    static Namespace running() {
        return Objects.requireNonNull(running, "the suite starts it");
    }

    String connection() {
        return connection;
    }

    /** The clients of one builder share a connection, and have time to try again where that is due. */
    ServiceBusClientBuilder builder() {
        return new ServiceBusClientBuilder()
                .connectionString(connection)
                .retryOptions(new AmqpRetryOptions()
                        .setTryTimeout(TRY)
                        .setMaxRetries(2)
                        .setDelay(Duration.ofMillis(100))
                        .setMode(AmqpRetryMode.FIXED));
    }

    /** Waits for a queue of that kind that no other test has. */
    String borrow(Kind kind) {
        try {
            return Objects.requireNonNull(free.get(kind)).take();
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted while waiting for a queue", e);
        }
    }

    void giveBack(Kind kind, String queue) {
        Objects.requireNonNull(free.get(kind)).add(queue);
    }

    @Override
    public void close() {
        if (broker != null) {
            broker.close();
        }
    }
}
