package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import io.rowferry.Failure;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

/**
 * A wait for a lane. The client goes on asking for as long as it takes. A wait that is given up while the bus grants a
 * lane locks that lane for nobody: the client drops the session and renews its lock all the same. So nobody gives one up
 * before the queue is closed, which closes the link; who has no use for a lane {@linkplain #decline declines} it.
 */
public final class PendingLane {
    private final ServiceBusQueue queue;
    private final CompletableFuture<ServiceBusReceiverAsyncClient> granted = new CompletableFuture<>();
    private final Disposable subscription;

    PendingLane(ServiceBusQueue queue, Mono<ServiceBusReceiverAsyncClient> accept) {
        this.queue = queue;
        this.subscription = accept.subscribe(this::grant, granted::completeExceptionally);
    }

    /**
     * Waits for the lane.
     *
     * @return empty when none came in that time; ask again
     * @throws Failure when the bus cannot be reached or refuses
     */
    public Optional<LaneHold> await(Duration time) throws InterruptedException {
        try {
            return Optional.of(queue.hold(granted.get(time.toMillis(), TimeUnit.MILLISECONDS)));
        } catch (TimeoutException e) {
            return Optional.empty();
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            throw BusFailures.of("accepting a session", queue.address().place(), cause);
        }
    }

    /**
     * Waits for the lane and gives it back at once, with nothing received. A bus that cannot be reached is not told of:
     * who declines knows of an outage.
     *
     * @return false when none came in that time; ask again
     */
    public boolean decline(Duration time) throws InterruptedException {
        try {
            granted.get(time.toMillis(), TimeUnit.MILLISECONDS).close();
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            return true;
        }
    }

    /** Stops waiting, because the queue is about to be closed; a lane that is granted all the same is given back. */
    public void cancel() {
        subscription.dispose();
        if (!granted.cancel(false) && !granted.isCompletedExceptionally()) {
            granted.join().close();
        }
    }

    private void grant(ServiceBusReceiverAsyncClient receiver) {
        if (!granted.complete(receiver)) {
            receiver.close();
        }
    }
}
