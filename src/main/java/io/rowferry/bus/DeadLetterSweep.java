package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import com.azure.messaging.servicebus.ServiceBusTransactionContext;
import com.azure.messaging.servicebus.models.CompleteOptions;
import com.azure.messaging.servicebus.models.SubQueue;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Goes once through a dead-letter queue from its head on, which is the only way to take anything off it: what is taken is
 * locked, what is neither moved nor removed is given back at the end, without a delivery counted. One thread; whoever
 * opens it closes it.
 */
public final class DeadLetterSweep implements AutoCloseable {
    /** Of 100 operations that a transaction may have, each letter takes two. */
    public static final int MOST_AT_ONCE = 50;

    private static final Duration SETTLEMENT = Duration.ofSeconds(60);
    private static final Duration SHORTEST_LOCK = Duration.ofSeconds(5);
    private static final Duration LONGEST_LOCK = Duration.ofMinutes(5);
    private static final Duration ARRIVAL = Duration.ofSeconds(1);
    private static final int SETTLED_AT_ONCE = 256;

    private final BusAddress from;
    private final BusAddress to;
    private final boolean together;
    private final Clock clock;
    private final ServiceBusReceiverAsyncClient receiver;
    private final ServiceBusSenderAsyncClient sender;
    private final Intake intake = new Intake();
    private final Map<Long, DeadLetter> locked = new LinkedHashMap<>();
    private int outstanding;
    private long lockEnds = Long.MAX_VALUE;

    private DeadLetterSweep(BusAddress from, BusAddress to, boolean together, Clock clock) {
        this.from = from;
        this.to = to;
        this.together = together;
        this.clock = clock;
        ServiceBusClientBuilder taking = ServiceBusQueue.builder(from);
        ServiceBusClientBuilder sending =
                together ? taking.enableCrossEntityTransactions() : ServiceBusQueue.builder(to);
        this.receiver = taking.receiver()
                .queueName(from.queue())
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .disableAutoComplete()
                .prefetchCount(0)
                .maxAutoLockRenewDuration(Duration.ZERO)
                .buildAsyncClient();
        this.sender = sending.sender().queueName(to.queue()).buildAsyncClient();
    }

    /** The namespace has no transactions; {@link #open} without them. */
    public static final class NoTransactionsException extends Exception {
        private static final long serialVersionUID = 1L;

        NoTransactionsException(Throwable cause) {
            super("the namespace has no transactions", cause);
        }
    }

    /**
     * Opens it.
     *
     * @param to where letters are moved
     * @param together whether a letter is sent and taken off in one transaction, which takes one namespace; without, it is
     *     sent first
     */
    public static DeadLetterSweep open(BusAddress from, BusAddress to, boolean together, Clock clock) {
        to.probe();
        DeadLetterSweep sweep = new DeadLetterSweep(from, to, together, clock);
        sweep.receiver.receiveMessages().subscribe(sweep.intake);
        return sweep;
    }

    /** Whether one transaction can do both. */
    public static boolean canBeTogether(BusAddress from, BusAddress to) {
        return from.connectionString().equals(to.connectionString());
    }

    /** Asks for so many more; they had better be there. */
    public void ask(int more) {
        outstanding += more;
        intake.request(more);
    }

    /**
     * The next one that was asked for.
     *
     * @return null when none has come in that time
     */
    public @Nullable DeadLetter next(Duration wait) throws InterruptedException {
        ServiceBusReceivedMessage message = intake.arrived.poll(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (message == null) {
            Throwable error = intake.error;
            if (error != null) {
                throw BusFailures.of("receiving dead letters", from.place(), error);
            }
            return null;
        }
        outstanding--;
        DeadLetter letter = new DeadLetter(message);
        locked.put(letter.sequenceNumber(), letter);
        if (lockEnds == Long.MAX_VALUE) {
            lockEnds = System.nanoTime() + lockTime(message).toNanos();
        }
        return letter;
    }

    /** Clocks differ, so that what is no time for a lock is not believed. */
    private Duration lockTime(ServiceBusReceivedMessage message) {
        Duration time = message.getLockedUntil() == null
                ? SHORTEST_LOCK
                : Duration.between(clock.instant(), message.getLockedUntil().toInstant());
        return time.compareTo(SHORTEST_LOCK) < 0
                ? SHORTEST_LOCK
                : time.compareTo(LONGEST_LOCK) > 0 ? LONGEST_LOCK : time;
    }

    /** How long the locks taken first still hold. */
    public Duration lockLeft() {
        return Duration.ofNanos(lockEnds - System.nanoTime());
    }

    /**
     * Sends copies of these and takes the letters off.
     *
     * @return false when a lock was lost; then letters are still there, and perhaps copies sent: moving them again does
     *     nothing twice, since copies have the same ids
     * @throws io.rowferry.Failure when the bus cannot be reached or refuses; nothing is lost
     */
    public boolean move(List<DeadLetter> letters) throws NoTransactionsException, InterruptedException {
        List<ServiceBusMessage> copies = letters.stream()
                .map(letter -> ReplayCopy.of(letter, !from.equals(to)))
                .toList();
        try {
            if (together) {
                moveTogether(letters, copies);
            } else {
                send(copies, null);
                complete(letters, new CompleteOptions());
            }
        } catch (RuntimeException e) {
            if (BusFailures.unsupported(e)) {
                throw new NoTransactionsException(e);
            }
            if (lockLost(e)) {
                return false;
            }
            throw BusFailures.of("replaying dead letters", to.place(), e);
        }
        letters.forEach(letter -> locked.remove(letter.sequenceNumber()));
        return true;
    }

    private static boolean lockLost(RuntimeException e) throws InterruptedException {
        if (BusFailures.isInterrupt(e)) {
            throw new InterruptedException();
        }
        return BusFailures.lockLost(e);
    }

    private void moveTogether(List<DeadLetter> letters, List<ServiceBusMessage> copies) {
        ServiceBusTransactionContext transaction = done(receiver.createTransaction());
        if (transaction == null) {
            throw new IllegalStateException("the client has made no transaction");
        }
        try {
            complete(letters, new CompleteOptions().setTransactionContext(transaction));
            send(copies, transaction);
            done(receiver.commitTransaction(transaction));
        } catch (RuntimeException e) {
            rollBack(transaction, e);
            throw e;
        }
    }

    private void rollBack(ServiceBusTransactionContext transaction, RuntimeException because) {
        try {
            done(receiver.rollbackTransaction(transaction));
        } catch (RuntimeException e) {
            because.addSuppressed(e); // The bus rolls it back by itself when the link has gone.
        }
    }

    /**
     * Takes these off without sending anything.
     *
     * @return false when a lock was lost, and some are still there
     */
    public boolean remove(List<DeadLetter> letters) throws InterruptedException {
        try {
            complete(letters, new CompleteOptions());
        } catch (RuntimeException e) {
            if (lockLost(e)) {
                return false;
            }
            throw BusFailures.of("removing dead letters", from.place(), e);
        }
        letters.forEach(letter -> locked.remove(letter.sequenceNumber()));
        return true;
    }

    private void complete(List<DeadLetter> letters, CompleteOptions options) {
        done(Flux.fromIterable(letters)
                .flatMapDelayError(letter -> receiver.complete(letter.message(), options), SETTLED_AT_ONCE, 1)
                .then());
    }

    /** In as few transfers as they fit into; a transfer is taken as a whole or not at all. */
    private void send(List<ServiceBusMessage> copies, @Nullable ServiceBusTransactionContext transaction) {
        ServiceBusMessageBatch batch = batch();
        for (ServiceBusMessage copy : copies) {
            if (batch.tryAddMessage(copy)) {
                continue;
            }
            send(batch, transaction);
            batch = batch();
            if (!batch.tryAddMessage(copy)) {
                done(transaction == null ? sender.sendMessage(copy) : sender.sendMessage(copy, transaction));
            }
        }
        send(batch, transaction);
    }

    private ServiceBusMessageBatch batch() {
        ServiceBusMessageBatch batch = done(sender.createMessageBatch());
        if (batch == null) {
            throw new IllegalStateException("the client has made no batch");
        }
        return batch;
    }

    private void send(ServiceBusMessageBatch batch, @Nullable ServiceBusTransactionContext transaction) {
        if (batch.getCount() > 0) {
            done(transaction == null ? sender.sendMessages(batch) : sender.sendMessages(batch, transaction));
        }
    }

    private static <T> @Nullable T done(Mono<T> work) {
        return work.block(SETTLEMENT);
    }

    /**
     * What was asked for is on its way, and what is given back before all of it has come would be sent right here again,
     * and stay locked.
     */
    private void awaitOutstanding() {
        long end = System.nanoTime() + ARRIVAL.toNanos();
        while (intake.arrived.size() < outstanding && intake.error == null && System.nanoTime() - end < 0) {
            LockSupport.parkNanos(1_000_000);
        }
        if (intake.arrived.size() < outstanding) {
            intake.cancel();
        }
    }

    /** Gives back what is left. */
    @Override
    public void close() {
        awaitOutstanding();
        List<ServiceBusReceivedMessage> left = new ArrayList<>();
        locked.values().forEach(letter -> left.add(letter.message()));
        intake.arrived.drainTo(left);
        try {
            done(Flux.fromIterable(left)
                    .flatMapDelayError(message -> Releasing.release(receiver, message), SETTLED_AT_ONCE, 1)
                    .onErrorComplete()
                    .then());
        } catch (RuntimeException e) {
            // Their locks end by time.
        }
        intake.cancel();
        receiver.close();
        sender.close();
    }

    /** Collects what arrives; the bus sends no more than was asked for. */
    private static final class Intake extends BaseSubscriber<ServiceBusReceivedMessage> {
        final BlockingQueue<ServiceBusReceivedMessage> arrived = new LinkedBlockingQueue<>();
        volatile @Nullable Throwable error;

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // Asked for by whoever takes.
        }

        @Override
        protected void hookOnNext(ServiceBusReceivedMessage message) {
            arrived.add(message);
        }

        @Override
        protected void hookOnError(Throwable failure) {
            error = failure;
        }
    }
}
