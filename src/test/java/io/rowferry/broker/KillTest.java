package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

/** Kills the broker's process under load and looks what its folder holds. */
class KillTest {
    private static final String QUEUE = "lanes";
    /** So many sessions are received from; as many again are only sent to. */
    private static final int SESSIONS = 6;

    @TempDir
    Path data;

    private final Map<String, Integer> sent = new ConcurrentHashMap<>();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> completing = ConcurrentHashMap.newKeySet();
    private final Set<String> completed = ConcurrentHashMap.newKeySet();

    /** Five that stay, one that is new every time, more by {@code -Drowferry.seeds=100} for soaking. */
    static LongStream seeds() {
        int fresh = Integer.getInteger("rowferry.seeds", 1);
        return LongStream.concat(LongStream.rangeClosed(1, 5), new Random().longs(fresh, 0, 1_000_000));
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void nothing_acknowledged_is_lost_and_nothing_settled_comes_back(long seed) {
        System.out.println("KillTest seed " + seed);
        Random random = new Random(seed);
        try (BrokerProcess broker = BrokerProcess.start(data)) {
            Disposable.Composite load = Disposables.composite();
            send(broker, random, load);
            receiveAndComplete(broker, load);
            awaitCompleted(20 + random.nextInt(300));
            LockSupport.parkNanos(random.nextInt(20_000_000));
            broker.kill();
            load.dispose();
        }
        try (BrokerProcess broker = BrokerProcess.start(data)) {
            Set<String> present = peekAll(broker);
            assertThat(present).doesNotContainAnyElementsOf(completed);
            Set<String> owed = new HashSet<>(accepted);
            owed.removeAll(completing);
            assertThat(present).containsAll(owed);
            assertThat(sent.keySet()).containsAll(present);
            assertThat(owed).isNotEmpty();
            assertThat(duplicateIsTaken(broker)).isFalse();
        }
    }

    private void send(BrokerProcess broker, Random random, Disposable.Composite load) {
        ServiceBusSenderAsyncClient sender =
                LocalBus.builder(broker.port()).sender().queueName(QUEUE).buildAsyncClient();
        load.add(Flux.range(0, 100_000)
                .map(i -> random(i, random))
                .flatMap(
                        message ->
                                sender.sendMessage(message).doOnSuccess(done -> accepted.add(message.getMessageId())),
                        16)
                .subscribe(done -> {}, ended -> {}));
        load.add(sender::close);
    }

    private ServiceBusMessage random(int number, Random random) {
        byte[] body = new byte[random.nextInt(10) == 0 ? 60_000 : 10 + random.nextInt(3000)];
        random.nextBytes(body);
        String id = "id" + number;
        sent.put(id, Arrays.hashCode(body));
        return new ServiceBusMessage(BinaryData.fromBytes(body))
                .setMessageId(id)
                .setSessionId("s" + number % (2 * SESSIONS));
    }

    private void receiveAndComplete(BrokerProcess broker, Disposable.Composite load) {
        ServiceBusSessionReceiverAsyncClient sessions = LocalBus.builder(broker.port())
                .sessionReceiver()
                .queueName(QUEUE)
                .disableAutoComplete()
                .buildAsyncClient();
        for (int i = 0; i < SESSIONS; i++) {
            load.add(sessions.acceptSession("s" + i)
                    .flatMapMany(
                            session -> session.receiveMessages().flatMap(message -> complete(session, message), 2, 2))
                    .subscribe(done -> {}, ended -> {}));
        }
        load.add(sessions::close);
    }

    private Flux<Void> complete(ServiceBusReceiverAsyncClient session, ServiceBusReceivedMessage message) {
        completing.add(message.getMessageId());
        return session.complete(message)
                .doOnSuccess(done -> completed.add(message.getMessageId()))
                .flux();
    }

    private void awaitCompleted(int count) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (completed.size() < count) {
            assertThat(System.nanoTime())
                    .as("%s of %s completed", completed.size(), count)
                    .isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private Set<String> peekAll(BrokerProcess broker) {
        List<String> ids = new ArrayList<>();
        try (ServiceBusReceiverClient peeking =
                LocalBus.builder(broker.port()).receiver().queueName(QUEUE).buildClient()) {
            for (int before = -1; before < ids.size(); ) {
                before = ids.size();
                for (ServiceBusReceivedMessage message : peeking.peekMessages(500)) {
                    ids.add(message.getMessageId());
                    assertThat(Arrays.hashCode(message.getBody().toBytes()))
                            .isEqualTo(sent.get(message.getMessageId()));
                }
            }
        }
        assertThat(ids).doesNotHaveDuplicates();
        return new HashSet<>(ids);
    }

    private boolean duplicateIsTaken(BrokerProcess broker) {
        String known = completed.iterator().next();
        try (ServiceBusSenderClient sender =
                LocalBus.builder(broker.port()).sender().queueName(QUEUE).buildClient()) {
            sender.sendMessage(LocalBus.message(known, "s0", "again"));
        }
        sent.put(known, 0);
        return peekAll(broker).contains(known);
    }
}
