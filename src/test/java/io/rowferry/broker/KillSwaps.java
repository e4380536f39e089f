package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import com.azure.messaging.servicebus.ServiceBusTransactionContext;
import com.azure.messaging.servicebus.models.CompleteOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import io.rowferry.broker.Fates.Where;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Transactions for as long as the broker lives: each takes one message away and sends another in its place, so that always
 * exactly one of the two is there. Each third one is rolled back.
 */
final class KillSwaps implements AutoCloseable {
    static final String QUEUE = "swapped";

    /** The message that goes, the one that comes for it, and where the first goes. */
    private record Swap(String before, String after, Where goesTo) {}

    private final Fates fates;
    private final KillLoad load;
    private final ServiceBusSenderAsyncClient sender;
    private final ServiceBusReceiverAsyncClient receiver;
    private final List<Swap> swaps = new CopyOnWriteArrayList<>();
    private final Disposable.Composite running = Disposables.composite();

    KillSwaps(int port, Fates fates, KillLoad load) {
        this.fates = fates;
        this.load = load;
        ServiceBusClientBuilder oneConnection = LocalBus.builder(port);
        this.sender = oneConnection.sender().queueName(QUEUE).buildAsyncClient();
        this.receiver = oneConnection
                .sessionReceiver()
                .queueName(QUEUE)
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete()
                .buildAsyncClient()
                .acceptSession("in")
                .block();
    }

    void start() {
        running.add(Flux.range(0, 100_000)
                .concatMap(i -> {
                    String id = "in" + i;
                    int request = fates.ask(id, Where.WAITING);
                    return sender.sendMessage(load.message(id, "in"))
                            .doOnSuccess(done -> fates.acknowledge(id, request));
                })
                .subscribe(done -> {}, ended -> {}));
        running.add(receiver.receiveMessages().concatMap(this::swap, 1).subscribe(done -> {}, ended -> {}));
    }

    private Mono<Void> swap(ServiceBusReceivedMessage message) {
        String before = message.getMessageId();
        int number = Integer.parseInt(before.substring("in".length()));
        ServiceBusMessage out = load.message("out" + number, "out");
        return number % 3 == 0
                ? receiver.createTransaction()
                        .flatMap(transaction -> sender.sendMessage(out, transaction)
                                .then(receiver.complete(
                                        message, new CompleteOptions().setTransactionContext(transaction)))
                                .then(receiver.rollbackTransaction(transaction)))
                : receiver.createTransaction()
                        .flatMap(transaction -> commit(message, out, number % 3 == 1, transaction));
    }

    private Mono<Void> commit(
            ServiceBusReceivedMessage message,
            ServiceBusMessage out,
            boolean completes,
            ServiceBusTransactionContext transaction) {
        Swap swap = new Swap(message.getMessageId(), out.getMessageId(), completes ? Where.NOWHERE : Where.DEAD);
        Mono<Void> settling = completes
                ? receiver.complete(message, new CompleteOptions().setTransactionContext(transaction))
                : receiver.deadLetter(message, new DeadLetterOptions().setTransactionContext(transaction));
        return sender.sendMessage(out, transaction).then(settling).then(Mono.defer(() -> {
            swaps.add(swap);
            int gone = fates.ask(swap.before(), swap.goesTo());
            int come = fates.ask(swap.after(), Where.WAITING);
            return receiver.commitTransaction(transaction).doOnSuccess(done -> {
                fates.acknowledge(swap.before(), gone);
                fates.acknowledge(swap.after(), come);
            });
        }));
    }

    /** True once a commit was asked for. */
    boolean hasBegun() {
        return !swaps.isEmpty();
    }

    /** Asserts that of each transaction all was done, or nothing. */
    void assertWhole(Map<String, Fates.Place> found) {
        assertThat(swaps).isNotEmpty().allSatisfy(swap -> {
            Where before =
                    found.getOrDefault(swap.before(), Fates.Place.NOWHERE).where();
            assertThat(before == swap.goesTo())
                    .as("%s: %s is %s", swap, swap.before(), before)
                    .isEqualTo(found.containsKey(swap.after()));
        });
    }

    @Override
    public void close() {
        running.dispose();
        receiver.close();
        sender.close();
    }
}
