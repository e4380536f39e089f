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
 * A wait for a lane. The client goes on asking for as long as it takes; giving the wait up while the bus grants a lane
 * would lock that lane for nobody, so that one wait is kept until it ends or the process does.
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

    private void grant(ServiceBusReceiverAsyncClient receiver) {
        if (!granted.complete(receiver)) {
            receiver.close();
        }
    }

    /** Stops waiting; a lane that is granted all the same is given back. */
    public void cancel() {
        subscription.dispose();
        if (!granted.cancel(false) && !granted.isCompletedExceptionally()) {
            granted.join().close();
        }
    }
}
