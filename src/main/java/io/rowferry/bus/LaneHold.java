package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import io.rowferry.Failure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
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
    private static final int DELIVERED_OFTEN = 2;

    /** After it the lane is as good as lost: the client waits in vain for what a link that has gone would have answered. */
    private static final Duration SETTLEMENT = Duration.ofSeconds(5);

    /** The end of a link is known by then, after it has let settlements fail. */
    private static final Duration LINK_END = Duration.ofSeconds(1);

    /** What the bus sends it has sent by then; a lane that has been still for longer is empty. */
    private static final Duration STILL = Duration.ofSeconds(2);

    private final BusAddress address;
    private final ServiceBusReceiverAsyncClient receiver;
    private final Intake intake = new Intake();

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
        intake.listen(listener);
        if (!isEmpty() || intake.isOver()) {
            listener.run();
        }
    }

    /** True when nothing has arrived that was not taken. */
    public boolean isEmpty() {
        return intake.isEmpty();
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
        intake.take(taken, most);
        Throwable error = intake.error();
        if (taken.isEmpty() && error != null && !lost()) {
            throw BusFailures.of("receiving", address.place(), error);
        }
        return taken;
    }

    /** True when the lane is no longer held; what was applied stands, and will be recognised when it comes again. */
    public boolean lost() {
        Throwable error = intake.error();
        return intake.hasEnded() || (error != null && BusFailures.lockLost(error));
    }

    /**
     * Takes the messages off the queue for good.
     *
     * @return false when the lock was lost before all were settled; they will be delivered again
     */
    public boolean complete(List<Delivery> deliveries) {
        // Each is awaited, even when another has failed: none is cancelled (Uncancelled tells why).
        boolean settled = settle(
                "completing a batch",
                Flux.fromIterable(deliveries)
                        .flatMapDelayError(delivery -> receiver.complete(delivery.message()), Intake.WINDOW, 1)
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

    /** A lock that is lost shows as many things: an error that says so, another one, no answer, the end of the link. */
    private boolean settle(String doing, Mono<Void> settlement) {
        Mono<Boolean> answer = Uncancelled.of(settlement)
                .thenReturn(true)
                .onErrorResume(error -> BusFailures.lockLost(error)
                        ? Mono.just(false)
                        : Mono.<Boolean>error(error).delaySubscription(LINK_END));
        try {
            return Boolean.TRUE.equals(
                    Mono.firstWithSignal(answer, intake.over().thenReturn(false))
                            .timeout(SETTLEMENT, Mono.just(false))
                            .block());
        } catch (RuntimeException e) {
            throw BusFailures.of(doing, address.place(), e);
        }
    }

    /**
     * Gives the lane back. A message that arrives while the client closes the lane is abandoned by it, which counts a
     * delivery; so what was asked for and is on its way is waited for, as long as the bus says that there is something.
     */
    @Override
    public void close() {
        long last = intake.lastCame();
        while (intake.mayGetMore(STILL) && isMoreAfter(last)) {
            intake.awaitMoreAfter(last, STILL);
            last = intake.lastCame();
        }
        intake.cancel();
        receiver.close();
    }

    private boolean isMoreAfter(long sequenceNumber) {
        try {
            List<ServiceBusReceivedMessage> next = Uncancelled.of(
                            receiver.peekMessages(Intake.WINDOW, sequenceNumber + 1)
                                    .collectList())
                    .timeout(SETTLEMENT)
                    .block();
            return next != null
                    && next.stream().anyMatch(message -> message.getState() == ServiceBusMessageState.ACTIVE);
        } catch (RuntimeException e) {
            // Then nothing comes from there either.
            return false;
        }
    }
}
