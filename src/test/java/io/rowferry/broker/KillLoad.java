package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import com.azure.messaging.servicebus.models.ServiceBusReceiveMode;
import io.rowferry.broker.Fates.Where;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Does everything that must survive, many at once, and notes what was asked and what was acknowledged. */
final class KillLoad implements AutoCloseable {
    static final String LANES = "lanes";
    /** Received from in the mode that deletes. */
    static final String TAKEN = "taken";
    /** So many sessions are received from; as many again are only sent to. */
    static final int SESSIONS = 6;

    private final Fates fates;
    private final Random random;
    private final ServiceBusClientBuilder sending;
    private final ServiceBusClientBuilder receiving;
    private final Map<String, Integer> bodies = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> statesAsked = new ConcurrentHashMap<>();
    private final Map<String, AtomicLong> statesSet = new ConcurrentHashMap<>();
    private final AtomicLong highest = new AtomicLong();
    private final Disposable.Composite running = Disposables.composite();

    KillLoad(int port, Fates fates, Random random) {
        this.sending = LocalBus.builder(port);
        this.receiving = LocalBus.builder(port);
        this.fates = fates;
        this.random = random;
    }

    static String session(int number) {
        return "s" + number;
    }

    void start() {
        ServiceBusSenderAsyncClient lanes = sender(LANES);
        run(Flux.range(0, 100_000)
                .map(i -> message("id" + i, session(i % (2 * SESSIONS))))
                .flatMap(message -> send(lanes, message), 16));
        run(Flux.range(0, 100_000).map(this::batch).flatMap(batch -> sendTogether(lanes, batch), 2));
        run(Flux.range(0, 100_000).flatMap(i -> schedule(lanes, message("later" + i, session(i % 3)), i), 2));
        for (int i = 0; i < SESSIONS; i++) {
            ServiceBusSessionReceiverAsyncClient sessions = sessions(LANES, ServiceBusReceiveMode.PEEK_LOCK);
            run(sessions.acceptSession(session(i))
                    .flatMapMany(session -> Flux.merge(settleAll(session), count(session))));
        }
        ServiceBusSenderAsyncClient toTaken = sender(TAKEN);
        run(Flux.range(0, 100_000)
                .map(i -> message("taken" + i, "t"))
                .flatMap(message -> sendToBeTaken(toTaken, message), 4));
        run(sessions(TAKEN, ServiceBusReceiveMode.RECEIVE_AND_DELETE)
                .acceptSession("t")
                .flatMapMany(ServiceBusReceiverAsyncClient::receiveMessages)
                .doOnNext(message -> fates.acknowledge(message.getMessageId(), 2)));
    }

    /** The hash of the body sent under that id. */
    int bodyHash(String id) {
        return bodies.getOrDefault(id, Arrays.hashCode(new byte[0]));
    }

    /** The highest sequence number in the queue of lanes that a client was told. */
    long highestSequence() {
        return highest.get();
    }

    /** Asserts that the state of a session is the last that was set, or asked for. */
    void assertState(String session, byte @Nullable [] state) {
        long found = state == null ? 0 : Long.parseLong(new String(state, StandardCharsets.US_ASCII));
        assertThat(found)
                .as("state of %s", session)
                .isBetween(number(statesSet, session), number(statesAsked, session));
    }

    private static long number(Map<String, AtomicLong> of, String session) {
        AtomicLong number = of.get(session);
        return number == null ? 0 : number.get();
    }

    private void run(Flux<?> flux) {
        running.add(flux.subscribe(done -> {}, ended -> {}));
    }

    private ServiceBusSenderAsyncClient sender(String queue) {
        ServiceBusSenderAsyncClient sender = sending.sender().queueName(queue).buildAsyncClient();
        running.add(sender::close);
        return sender;
    }

    private ServiceBusSessionReceiverAsyncClient sessions(String queue, ServiceBusReceiveMode mode) {
        ServiceBusSessionReceiverAsyncClient sessions = receiving
                .sessionReceiver()
                .queueName(queue)
                .receiveMode(mode)
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete()
                .buildAsyncClient();
        running.add(sessions::close);
        return sessions;
    }

    ServiceBusMessage message(String id, String session) {
        byte[] body = new byte[random(10) == 0 ? 60_000 : 10 + random(3000)];
        synchronized (random) {
            random.nextBytes(body);
        }
        bodies.put(id, Arrays.hashCode(body));
        return new ServiceBusMessage(BinaryData.fromBytes(body))
                .setMessageId(id)
                .setSessionId(session);
    }

    private int random(int below) {
        synchronized (random) {
            return random.nextInt(below);
        }
    }

    private List<ServiceBusMessage> batch(int number) {
        String session = session(number % (2 * SESSIONS));
        return IntStream.range(0, 3)
                .mapToObj(i -> message("batch" + number + "/" + i, session))
                .toList();
    }

    private Mono<Void> send(ServiceBusSenderAsyncClient sender, ServiceBusMessage message) {
        int request = fates.ask(message.getMessageId(), Where.WAITING);
        return sender.sendMessage(message).doOnSuccess(done -> fates.acknowledge(message.getMessageId(), request));
    }

    private Mono<Void> sendTogether(ServiceBusSenderAsyncClient sender, List<ServiceBusMessage> batch) {
        batch.forEach(message -> fates.ask(message.getMessageId(), Where.WAITING));
        return sender.sendMessages(batch)
                .doOnSuccess(done -> batch.forEach(message -> fates.acknowledge(message.getMessageId(), 1)));
    }

    /** From then on the broker may delete it at any moment, on its way to the receiver. */
    private Mono<Void> sendToBeTaken(ServiceBusSenderAsyncClient sender, ServiceBusMessage message) {
        int sent = fates.ask(message.getMessageId(), Where.WAITING);
        fates.ask(message.getMessageId(), Where.NOWHERE);
        return sender.sendMessage(message).doOnSuccess(done -> fates.acknowledge(message.getMessageId(), sent));
    }

    private Mono<Void> schedule(ServiceBusSenderAsyncClient sender, ServiceBusMessage message, int number) {
        String id = message.getMessageId();
        int scheduled = fates.ask(id, Where.SCHEDULED);
        OffsetDateTime later = OffsetDateTime.now(ZoneOffset.UTC).plusHours(1);
        Mono<Long> scheduling = sender.scheduleMessage(message, later).doOnNext(sequence -> {
            seen(sequence);
            fates.acknowledge(id, scheduled);
        });
        return number % 3 > 0
                ? scheduling.then()
                : scheduling.flatMap(sequence -> {
                    int cancelled = fates.ask(id, Where.NOWHERE);
                    return sender.cancelScheduledMessage(sequence)
                            .doOnSuccess(done -> fates.acknowledge(id, cancelled));
                });
    }

    private Flux<Void> settleAll(ServiceBusReceiverAsyncClient session) {
        return session.receiveMessages().flatMap(message -> settle(session, message), 4, 4);
    }

    private Mono<Void> settle(ServiceBusReceiverAsyncClient session, ServiceBusReceivedMessage message) {
        seen(message.getSequenceNumber());
        String id = message.getMessageId();
        long count = message.getDeliveryCount();
        return switch (count > 5 ? 9 : random(10)) {
            case 0, 1 -> asked(id, Where.WAITING, count + 1, session.abandon(message));
            case 2 -> asked(id, Where.DEAD, count, session.deadLetter(message));
            case 3 -> asked(id, Where.DEFERRED, count, session.defer(message));
            default -> asked(id, Where.NOWHERE, 0, session.complete(message));
        };
    }

    private Mono<Void> asked(String id, Where where, long count, Mono<Void> operation) {
        return Mono.defer(() -> {
            int request = fates.ask(id, where, count);
            return operation.doOnSuccess(done -> fates.acknowledge(id, request));
        });
    }

    /** The state is a number that rises. */
    private Flux<Void> count(ServiceBusReceiverAsyncClient session) {
        AtomicLong asked = statesAsked.computeIfAbsent(session.getSessionId(), first -> new AtomicLong());
        AtomicLong set = statesSet.computeIfAbsent(session.getSessionId(), first -> new AtomicLong());
        return Flux.range(0, 100_000).concatMap(i -> {
            byte[] state = String.valueOf(asked.incrementAndGet()).getBytes(StandardCharsets.US_ASCII);
            return session.setSessionState(state).doOnSuccess(done -> set.incrementAndGet());
        });
    }

    private void seen(long sequence) {
        highest.accumulateAndGet(sequence, Math::max);
    }

    @Override
    public void close() {
        running.dispose();
    }
}
