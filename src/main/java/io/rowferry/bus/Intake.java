package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * Collects what arrives from a lane; the bus sends no more than was asked for. The client's threads bring messages, one
 * thread at a time takes and settles them.
 */
final class Intake extends BaseSubscriber<ServiceBusReceivedMessage> {
    /**
     * Messages received and not yet completed, at most. One until the first is, and one while messages come that were
     * delivered before: whenever a lock is lost each of them has lost one of its deliveries, and where locks are lost again
     * and again, one message at least must get through.
     */
    static final int WINDOW = 8;

    private final BlockingQueue<Delivery> arrived = new LinkedBlockingQueue<>();
    private final Sinks.Empty<Void> end = Sinks.empty();
    private volatile @Nullable Throwable error;
    private volatile boolean ended;
    private volatile Runnable listener = () -> {};
    private long asked = 1;
    private long came;
    private long settled;
    private long lastCame = -1;
    private long lastMoved = System.nanoTime();

    void listen(Runnable toArrivals) {
        listener = toArrivals;
    }

    boolean isEmpty() {
        return arrived.isEmpty();
    }

    void take(List<Delivery> taken, int most) {
        arrived.drainTo(taken, most);
    }

    /** What ended it before its time; null while it goes on, or when it has just ended. */
    @Nullable
    Throwable error() {
        return error;
    }

    boolean hasEnded() {
        return ended;
    }

    boolean isOver() {
        return ended || error != null;
    }

    /** Completes as soon as nothing comes any more. */
    Mono<Void> over() {
        return end.asMono();
    }

    /** Asks for more in the place of what is settled. */
    void settled(int messages, boolean lockHolds) {
        long more;
        synchronized (this) {
            settled += messages;
            more = (lockHolds ? WINDOW : 1) - (asked - settled);
            if (more > 0) {
                asked += more;
                lastMoved = System.nanoTime();
            }
        }
        if (more > 0) {
            request(more);
        }
    }

    /** Whether something may be on its way: more was asked for than has come, and that is not that long ago. */
    synchronized boolean mayGetMore(Duration still) {
        return came < asked && !isOver() && left(still) > 0;
    }

    /** The sequence number of the last message; -1 when none has come. */
    synchronized long lastCame() {
        return lastCame;
    }

    /** Waits for the message after that one, for so long after the latest at most. An interrupt is kept for later. */
    synchronized void awaitMoreAfter(long sequenceNumber, Duration still) {
        boolean interrupted = false;
        for (long left = left(still); left > 0 && lastCame == sequenceNumber && !isOver(); left = left(still)) {
            try {
                wait(left);
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** Milliseconds. */
    private long left(Duration still) {
        return still.minus(Duration.ofNanos(System.nanoTime() - lastMoved)).toMillis();
    }

    private synchronized void came(ServiceBusReceivedMessage message) {
        came++;
        lastCame = message.getSequenceNumber();
        lastMoved = System.nanoTime();
        notifyAll();
    }

    private void end() {
        synchronized (this) {
            notifyAll();
        }
        end.emitEmpty(Sinks.EmitFailureHandler.FAIL_FAST);
        listener.run();
    }

    @Override
    protected void hookOnSubscribe(Subscription subscription) {
        subscription.request(1);
    }

    @Override
    protected void hookOnNext(ServiceBusReceivedMessage message) {
        arrived.add(new Delivery(message));
        came(message);
        listener.run();
    }

    @Override
    protected void hookOnError(Throwable failure) {
        error = failure;
        end();
    }

    @Override
    protected void hookOnComplete() {
        ended = true;
        end();
    }
}
