package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import io.rowferry.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.Exceptions;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * A lane held by this process: nobody else receives from it. Its lock is renewed by the client. One thread at a time;
 * closing gives the lane back, with what was not completed, in order and without counting a delivery.
 *
 * <p>The asynchronous client is used because the synchronous one waits a second after the last message of every call,
 * and sends back what arrives between calls.
 */
public final class LaneHold implements AutoCloseable {
    /**
     * Messages received and not yet completed, at most. One until the first is, and one while messages come that were
     * delivered before: whenever a lock is lost each of them has lost one of its deliveries, and where locks are lost again
     * and again, one message at least must get through.
     */
    private static final int WINDOW = 8;

    private static final int DELIVERED_OFTEN = 2;

    /** After it the lane is as good as lost: the client waits in vain for what a link that has gone would have answered. */
    private static final Duration SETTLEMENT = Duration.ofSeconds(5);

    /** A lane is granted because it has a message, so that the first one that is asked for comes. */
    private static final Duration FIRST = Duration.ofSeconds(2);

    /** What was asked for comes about as soon as a settlement is answered, if there is any. */
    private static final int SETTLEMENTS = 3;

    private static final Duration SHORTEST = Duration.ofMillis(50);

    private final BusAddress address;
    private final ServiceBusReceiverAsyncClient receiver;
    private final Intake intake = new Intake();
    private long slowestSettlement;

    LaneHold(BusAddress address, ServiceBusReceiverAsyncClient receiver) {
        this.address = address;
        this.receiver = receiver;
        receiver.receiveMessages().subscribe(intake);
    }

    /** The lane's number, if it {@link #isLane}. */
    public int lane() {
        return Integer.parseInt(String.valueOf(receiver.getSessionId()));
    }

    /** False when the session is one that nothing of ours can be in. */
    public boolean isLane() {
        return MessageReader.isLane(String.valueOf(receiver.getSessionId()));
    }

    /** Is told whenever a message has arrived, or the lane is lost; by the client's threads, so it must be quick. */
    public void onArrival(Runnable listener) {
        intake.listener = listener;
        if (!isEmpty() || intake.error != null || intake.ended) {
            listener.run();
        }
    }

    /** True when nothing has arrived that was not taken. */
    public boolean isEmpty() {
        return intake.arrived.isEmpty();
    }

    /**
     * Takes what is there, without waiting.
     *
     * @param most how many at most
     * @return in the lane's order; empty when nothing has arrived, or when the lane's lock is lost ({@link #lost})
     * @throws Failure when the bus failed otherwise
     */
    public List<Delivery> receive(int most) {
        List<Delivery> taken = new ArrayList<>();
        intake.arrived.drainTo(taken, most);
        Throwable error = intake.error;
        if (taken.isEmpty() && error != null && !lost()) {
            throw BusFailures.of("receiving", address.place(), error);
        }
        return taken;
    }

    /** True when the lane is no longer held; what was applied stands, and will be recognised when it comes again. */
    public boolean lost() {
        Throwable error = intake.error;
        return intake.ended || (error != null && BusFailures.lockLost(error));
    }

    /**
     * Takes the messages off the queue for good.
     *
     * @return false when the lock was lost before all were settled; they will be delivered again
     */
    public boolean complete(List<Delivery> deliveries) {
        boolean settled = settle(
                "completing a batch",
                Flux.fromIterable(deliveries)
                        .flatMap(delivery -> receiver.complete(delivery.message()))
                        .then());
        if (settled) {
            intake.settled(
                    deliveries.size(),
                    deliveries.stream().allMatch(delivery -> delivery.message().getDeliveryCount() < DELIVERED_OFTEN));
        }
        return settled;
    }

    /**
     * Moves the message to the dead-letter queue. The client reports success even when the lock was lost meanwhile and
     * nothing was moved; the message is then delivered again, and dead-lettered then.
     *
     * @return false when the lock was lost
     */
    public boolean deadLetter(Delivery delivery, String reason, String description) {
        DeadLetterOptions why =
                new DeadLetterOptions().setDeadLetterReason(reason).setDeadLetterErrorDescription(description);
        boolean settled = settle("dead-lettering a batch", receiver.deadLetter(delivery.message(), why));
        if (settled) {
            intake.settled(1, delivery.message().getDeliveryCount() < DELIVERED_OFTEN);
        }
        return settled;
    }

    private boolean settle(String doing, Mono<Void> settlement) {
        long began = System.nanoTime();
        try {
            settlement.timeout(SETTLEMENT).block();
            slowestSettlement = Math.max(slowestSettlement, System.nanoTime() - began);
            return true;
        } catch (RuntimeException e) {
            if (BusFailures.lockLost(e) || Exceptions.unwrap(e) instanceof TimeoutException) {
                return false;
            }
            throw BusFailures.of(doing, address.place(), e);
        }
    }

    /**
     * Gives the lane back. A message that arrives while the client closes the lane is abandoned by it, which counts a
     * delivery; so what was asked for and may be on its way is waited for.
     */
    @Override
    public void close() {
        intake.awaitAsked(Math.max(SHORTEST.toNanos(), SETTLEMENTS * slowestSettlement));
        intake.cancel();
        receiver.close();
    }

    /** Collects what arrives; the bus sends no more than was asked for. */
    private static final class Intake extends BaseSubscriber<ServiceBusReceivedMessage> {
        final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
        volatile @Nullable Throwable error;
        volatile boolean ended;
        volatile Runnable listener = () -> {};
        private int outstanding = 1;
        private long asked = 1;
        private long came;
        private long lastMoved = System.nanoTime();

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(outstanding);
        }

        void settled(int messages, boolean lockHolds) {
            outstanding -= messages;
            int wanted = lockHolds ? WINDOW : 1;
            if (wanted > outstanding) {
                synchronized (arrived) {
                    asked += wanted - outstanding;
                    lastMoved = System.nanoTime();
                }
                request(wanted - outstanding);
                outstanding = wanted;
            }
        }

        /** Waits until all has come that was asked for, or nothing has for a time. An interrupt is kept for later. */
        void awaitAsked(long nanos) {
            boolean interrupted = false;
            synchronized (arrived) {
                for (long left = left(nanos); left > 0; left = left(nanos)) {
                    try {
                        arrived.wait(left);
                    } catch (InterruptedException e) {
                        interrupted = true;
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        /** Milliseconds. */
        private long left(long nanos) {
            if (came == asked || error != null || ended) {
                return 0;
            }
            long patience = came == 0 ? FIRST.toNanos() : nanos;
            return Duration.ofNanos(lastMoved + patience - System.nanoTime()).toMillis();
        }

        private void changed(long more) {
            synchronized (arrived) {
                came += more;
                lastMoved = more > 0 ? System.nanoTime() : lastMoved;
                arrived.notifyAll();
            }
            listener.run();
        }

        @Override
        protected void hookOnNext(ServiceBusReceivedMessage message) {
            arrived.add(new Delivery(message));
            changed(1);
        }

        @Override
        protected void hookOnError(Throwable failure) {
            error = failure;
            changed(0);
        }

        @Override
        protected void hookOnComplete() {
            ended = true;
            changed(0);
        }
    }
}
