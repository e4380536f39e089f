package io.rowferry.bus;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.core.amqp.exception.AmqpException;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import com.azure.messaging.servicebus.models.SubQueue;
import io.rowferry.Failure;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * One queue, reached with the Service Bus client: two connections, one to send on, one to receive on, each opened when it
 * is first used. Safe for any number of threads; whoever opens it closes it.
 */
public final class ServiceBusQueue implements AutoCloseable {
    /** How much of a batch may be packed: Standard takes 256 KB with all properties, and dead-lettering adds some. */
    public static final int LARGEST_BODY = 190_000;

    /** How long one try may take; the client makes four, with pauses between them. */
    private static final Duration TRY = Duration.ofSeconds(15);

    /** Who asks whether the queue is drained, again and again, asks anew rather than wait for all four tries. */
    private static final Duration ANSWER = Duration.ofSeconds(20);

    private static final String NO_ROOM_FOR_PARTS =
            "A batch with refused rows stays in the queue until there is room for a message of these rows alone. Enlarge"
                    + " the queue, or take dead letters off, which fill it too, with replay-dlq; then run apply again.";

    /** How long a session may be kept: its lock is renewed that long, counted from its acceptance. */
    static final Duration LONGEST_HOLD = Duration.ofMinutes(15);

    private final BusAddress address;
    private final ServiceBusClientBuilder sending;
    private final ServiceBusClientBuilder receiving;
    private @Nullable ServiceBusSenderClient sender;
    private @Nullable ServiceBusSessionReceiverAsyncClient sessions;

    private ServiceBusQueue(BusAddress address) {
        this.address = address;
        this.sending = builder(address);
        this.receiving = builder(address);
    }

    /** How often a batch is sent when the client finds its link closed under its hands. */
    private static final int SENDS = 4;

    /**
     * Looks whether the namespace answers; opens nothing yet.
     *
     * @throws Failure when it does not
     */
    public static ServiceBusQueue open(BusAddress address) {
        address.probe();
        return new ServiceBusQueue(address);
    }

    static ServiceBusClientBuilder builder(BusAddress address) {
        return new ServiceBusClientBuilder()
                .connectionString(address.connectionString())
                .retryOptions(new AmqpRetryOptions().setTryTimeout(TRY));
    }

    BusAddress address() {
        return address;
    }

    /**
     * Sends a batch and waits until the bus has accepted it. A send whose acknowledgement was lost is sent again under the
     * same MessageId; the duplicate window or the ledger drops the second.
     *
     * @return empty when it is accepted; when the queue is full, what to fail with for who cannot wait any longer
     * @throws Failure with {@code OUTAGE} when the bus does not accept it in about a minute for another reason
     */
    public Optional<Failure> offer(BatchMessage batch) {
        return offer(Attributes.write(batch));
    }

    /** As {@link #offer(BatchMessage)}. */
    public Optional<Failure> offer(Manifest manifest) {
        return offer(Attributes.write(manifest));
    }

    /**
     * Sends a part of a batch that is held, and waits until the bus has accepted it.
     *
     * @throws Failure with {@code OUTAGE} when the bus does not accept it in about a minute, or the queue is full
     */
    public void send(BatchMessage batch) {
        orFail(offer(Attributes.write(batch)));
    }

    /** As {@link #send(BatchMessage)}; it is delivered no sooner than that moment. */
    public void send(BatchMessage batch, Instant notBefore) {
        orFail(offer(Attributes.write(batch).setScheduledEnqueueTime(notBefore.atOffset(ZoneOffset.UTC))));
    }

    private static void orFail(Optional<Failure> full) {
        if (full.isPresent()) {
            throw new Failure(full.get().exitCode(), full.get().what(), NO_ROOM_FOR_PARTS, full.get());
        }
    }

    private Optional<Failure> offer(ServiceBusMessage message) {
        for (int attempt = 1; ; attempt++) {
            try {
                sender().sendMessage(message);
                return Optional.empty();
            } catch (RuntimeException e) {
                if (BusFailures.isFull(e)) {
                    return Optional.of(BusFailures.full(address.place(), e));
                }
                if (attempt == SENDS || !BusFailures.foundLinkClosed(e)) {
                    throw BusFailures.of("sending a batch", address.place(), e);
                }
            }
        }
    }

    /** True when no message waits, is locked, or is scheduled in any lane. */
    public boolean isDrained() {
        // Peeking by way of the management node needs no session, even where receiving does.
        try (ServiceBusReceiverAsyncClient receiver =
                receiving.receiver().queueName(address.queue()).buildAsyncClient()) {
            return Boolean.FALSE.equals(Uncancelled.of(receiver.peekMessage().hasElement())
                    .timeout(ANSWER, Mono.error(ServiceBusQueue::noAnswer))
                    .block());
        } catch (RuntimeException e) {
            throw BusFailures.of("looking whether the queue is drained", address.place(), e);
        }
    }

    private static AmqpException noAnswer() {
        return new AmqpException(true, "no answer in " + ANSWER.toSeconds() + " s", null);
    }

    /** When the oldest message came that is in the queue or its dead-letter queue; empty when there is none. */
    public Optional<Instant> oldestMessage() {
        return Stream.of(SubQueue.NONE, SubQueue.DEAD_LETTER_QUEUE)
                .flatMap(part -> oldestMessage(part).stream())
                .min(Comparator.naturalOrder());
    }

    private Optional<Instant> oldestMessage(SubQueue part) {
        try (ServiceBusReceiverClient receiver =
                receiving.receiver().queueName(address.queue()).subQueue(part).buildClient()) {
            return Optional.ofNullable(receiver.peekMessage())
                    .map(message -> message.getEnqueuedTime().toInstant());
        } catch (RuntimeException e) {
            throw BusFailures.of("looking for the oldest message", address.place(), e);
        }
    }

    /** Counts the messages that wait, are locked, or are scheduled in any lane, but at most that many. */
    public long count(long most) {
        AtomicLong count = new AtomicLong();
        peek("counting what waits in the queue", message -> count.incrementAndGet() < most);
        return count.get();
    }

    /** Shows the messages that wait, are locked, or are scheduled in any lane, a page at a time in memory. */
    public void peekAll(Consumer<QueuedMessage> viewer) {
        peek("looking at what waits in the queue", message -> {
            viewer.accept(new QueuedMessage(
                    MessageReader.job(message),
                    MessageReader.tryRead(message),
                    message.getEnqueuedTime().toInstant()));
            return true;
        });
    }

    private void peek(String doing, Predicate<ServiceBusReceivedMessage> viewer) {
        try (ServiceBusReceiverClient receiver =
                receiving.receiver().queueName(address.queue()).buildClient()) {
            Peeking.through(receiver, doing, address.place(), viewer);
        }
    }

    /** Waits for a lane that has messages and that nobody else holds. Ends by {@link PendingLane#cancel}. */
    public PendingLane acceptNext() {
        return new PendingLane(this, sessions().acceptNextSession());
    }

    private synchronized ServiceBusSenderClient sender() {
        ServiceBusSenderClient client = sender;
        if (client == null) {
            client = sending.sender().queueName(address.queue()).buildClient();
            sender = client;
        }
        return client;
    }

    private synchronized ServiceBusSessionReceiverAsyncClient sessions() {
        ServiceBusSessionReceiverAsyncClient client = sessions;
        if (client == null) {
            // Prefetched messages of a session come out of order after an abandon; demand is asked for as it arises.
            client = receiving
                    .sessionReceiver()
                    .queueName(address.queue())
                    .disableAutoComplete()
                    .prefetchCount(0)
                    .maxAutoLockRenewDuration(LONGEST_HOLD)
                    .buildAsyncClient();
            sessions = client;
        }
        return client;
    }

    @Override
    public synchronized void close() {
        if (sender != null) {
            sender.close();
        }
        if (sessions != null) {
            sessions.close();
        }
    }

    LaneHold hold(ServiceBusReceiverAsyncClient receiver) {
        return new LaneHold(address, receiver);
    }
}
