package io.rowferry.bench;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusMessageBatch;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import io.rowferry.servers.LocalNamespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The Azure client as fast as it goes: asynchronous, over a few connections (each is a thread of the client's own), with
 * many messages on their way.
 */
final class BusClient implements AutoCloseable {
    private static final int CONNECTIONS = Integer.getInteger("rowferry.bench.connections", 2);
    private static final int IN_FLIGHT = Integer.getInteger("rowferry.bench.flight", 64);
    /** A receiver of this client fails with more than 256 that came and were not taken yet. */
    private static final int PREFETCH = Integer.getInteger("rowferry.bench.prefetch", 128);

    private static final String RUN = UUID.randomUUID().toString();

    private final List<ServiceBusClientBuilder> connections = new ArrayList<>();
    private final Disposable.Composite open = Disposables.composite();
    private final UnaryOperator<ServiceBusMessage> kind;
    private final AtomicInteger ids = new AtomicInteger();

    BusClient(int port) {
        this(port, UnaryOperator.identity());
    }

    /** {@code kind} makes messages what they shall be. */
    BusClient(int port, UnaryOperator<ServiceBusMessage> kind) {
        this.kind = kind;
        for (int i = 0; i < CONNECTIONS; i++) {
            connections.add(builder(port));
        }
    }

    static ServiceBusClientBuilder builder(int port) {
        return new ServiceBusClientBuilder().connectionString(LocalNamespace.connection(port));
    }

    /** Seconds until everything was acknowledged. */
    double send(Load load) {
        byte[] body = new byte[load.bytes()];
        new Random(load.bytes()).nextBytes(body);
        List<ServiceBusSenderAsyncClient> senders = connections.stream()
                .map(builder -> builder.sender().queueName(load.queue()).buildAsyncClient())
                .toList();
        senders.forEach(sender -> open.add(sender::close));
        Flux.fromIterable(senders)
                .flatMap(ServiceBusSenderAsyncClient::createMessageBatch)
                .blockLast(); // the links are there
        long began = System.nanoTime();
        Flux.range(0, CONNECTIONS)
                .flatMap(
                        i -> {
                            int share = load.messages() / CONNECTIONS + (i < load.messages() % CONNECTIONS ? 1 : 0);
                            return load.batched()
                                    ? sendBatches(senders.get(i), load.of(share), body)
                                    : sendEach(senders.get(i), load.of(share), body);
                        },
                        CONNECTIONS)
                .blockLast();
        return (System.nanoTime() - began) / 1e9;
    }

    private Flux<Void> sendEach(ServiceBusSenderAsyncClient sender, Load load, byte[] body) {
        return Flux.range(0, load.messages())
                .flatMap(i -> sender.sendMessage(message(load, body, i % load.sessions())), IN_FLIGHT);
    }

    private Flux<Void> sendBatches(ServiceBusSenderAsyncClient sender, Load load, byte[] body) {
        AtomicInteger left = new AtomicInteger(load.messages());
        AtomicInteger session = new AtomicInteger();
        return Mono.defer(sender::createMessageBatch)
                .doOnNext(batch -> fill(batch, load, body, left, session.getAndIncrement() % load.sessions()))
                .repeat(() -> left.get() > 0)
                .flatMap(sender::sendMessages, 8);
    }

    private void fill(ServiceBusMessageBatch batch, Load load, byte[] body, AtomicInteger left, int session) {
        while (left.get() > 0 && batch.tryAddMessage(message(load, body, session))) {
            left.decrementAndGet();
        }
    }

    private ServiceBusMessage message(Load load, byte[] body, int session) {
        ServiceBusMessage message = kind.apply(new ServiceBusMessage(BinaryData.fromBytes(body)));
        return load.inSessions()
                ? message.setSessionId("s" + session).setMessageId(RUN + ids.incrementAndGet())
                : message;
    }

    /** Seconds until so many messages were received and their completion was acknowledged. */
    double receive(Load load) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(load.messages());
        Disposable.Composite receivers = Disposables.composite();
        long began = System.nanoTime();
        int links = load.inSessions() ? load.sessions() : 8;
        for (int i = 0; i < links; i++) {
            ServiceBusClientBuilder connection = connections.get(i % CONNECTIONS);
            Flux<ServiceBusReceiverAsyncClient> receiver =
                    load.inSessions() ? session(connection, load, i) : whole(connection, load);
            receivers.add(receiver.flatMap(from -> from.receiveMessages()
                            .flatMap(message -> from.complete(message).doOnSuccess(x -> done.countDown()), IN_FLIGHT)
                            .doFinally(end -> from.close()))
                    .subscribe(x -> {}, failed -> System.err.println("receiving ended: " + failed)));
        }
        if (!done.await(5, TimeUnit.MINUTES)) {
            throw new IllegalStateException(done.getCount() + " of " + load + " did not come");
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        receivers.dispose();
        return seconds;
    }

    private Flux<ServiceBusReceiverAsyncClient> session(ServiceBusClientBuilder connection, Load load, int number) {
        ServiceBusSessionReceiverAsyncClient sessions = connection
                .sessionReceiver()
                .queueName(load.queue())
                .prefetchCount(PREFETCH)
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete()
                .buildAsyncClient();
        open.add(sessions::close);
        return sessions.acceptSession("s" + number).flux();
    }

    private static Flux<ServiceBusReceiverAsyncClient> whole(ServiceBusClientBuilder connection, Load load) {
        return Flux.just(connection
                .receiver()
                .queueName(load.queue())
                .prefetchCount(PREFETCH)
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete()
                .buildAsyncClient());
    }

    @Override
    public void close() {
        open.dispose();
    }
}
