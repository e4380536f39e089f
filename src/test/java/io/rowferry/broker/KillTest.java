package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.azure.messaging.servicebus.models.SubQueue;
import io.rowferry.broker.Fates.Place;
import io.rowferry.broker.Fates.Where;
import io.rowferry.servers.Beside;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kills the broker's process under load and looks what its folder holds. */
@Beside
class KillTest {
    @TempDir
    Path data;

    private final Fates fates = new Fates();

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.rowferry.servers.Seeds#fiveAndFresh")
    void nothing_acknowledged_is_lost_and_nothing_settled_comes_back(long seed) {
        System.out.println("KillTest seed " + seed);
        Random random = new Random(seed);
        KillLoad load;
        KillSwaps swaps;
        try (BrokerProcess broker = BrokerProcess.start(data)) {
            load = new KillLoad(broker.port(), fates, random);
            load.start();
            swaps = new KillSwaps(broker.port(), fates, load);
            swaps.start();
            awaitAcknowledged(200 + random.nextInt(1000), swaps);
            LockSupport.parkNanos(random.nextInt(20_000_000));
            broker.kill();
            load.close();
            swaps.close();
        }
        try (BrokerProcess broker = BrokerProcess.start(data)) {
            ServiceBusClientBuilder clients = LocalBus.builder(broker.port());
            Map<String, Place> found = everything(clients, load);
            assertThat(fates.contradictions(found)).isEmpty();
            swaps.assertWhole(found);
            sessionStates(clients, load);
            String fresh = "fresh";
            fates.ask(fresh, Where.WAITING);
            fates.acknowledge(fresh, 1);
            resend(clients);
            Map<String, Place> later = everything(clients, load);
            assertThat(later).containsEntry(fresh, new Place(Where.WAITING, 0));
            later.remove(fresh);
            assertThat(later).as("all others were duplicates").isEqualTo(found);
        }
    }

    private void awaitAcknowledged(int count, KillSwaps swaps) {
        long end = System.nanoTime() + 20_000_000_000L;
        while (fates.acknowledgements() < count || !fates.hasAllKinds() || !swaps.hasBegun()) {
            assertThat(System.nanoTime())
                    .as("%s of %s acknowledged", fates.acknowledgements(), count)
                    .isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** Where each message is; that none is there twice and all are whole is asserted on the way. */
    private static Map<String, Place> everything(ServiceBusClientBuilder clients, KillLoad load) {
        Map<String, Place> found = new HashMap<>();
        for (String queue : List.of(KillLoad.LANES, KillLoad.TAKEN, KillSwaps.QUEUE)) {
            peek(clients, queue, null, load, found);
            peek(clients, queue, SubQueue.DEAD_LETTER_QUEUE, load, found);
        }
        return found;
    }

    private static void peek(
            ServiceBusClientBuilder clients,
            String queue,
            @Nullable SubQueue part,
            KillLoad load,
            Map<String, Place> found) {
        try (ServiceBusReceiverClient peeking = clients.receiver()
                .queueName(queue)
                .subQueue(part == null ? SubQueue.NONE : part)
                .buildClient()) {
            for (int before = -1; before < found.size(); ) {
                before = found.size();
                for (ServiceBusReceivedMessage message : peeking.peekMessages(500)) {
                    String id = message.getMessageId();
                    Place place = new Place(where(message, part), message.getDeliveryCount());
                    assertThat(found.put(id, place)).as("%s is there twice", id).isNull();
                    assertThat(Arrays.hashCode(message.getBody().toBytes())).isEqualTo(load.bodyHash(id));
                    if (id.equals("fresh")) {
                        assertThat(message.getSequenceNumber()).isGreaterThan(load.highestSequence());
                    }
                }
            }
        }
    }

    private static Where where(ServiceBusReceivedMessage message, @Nullable SubQueue part) {
        if (part != null) {
            return Where.DEAD;
        }
        return switch (message.getState()) {
            case DEFERRED -> Where.DEFERRED;
            case SCHEDULED -> Where.SCHEDULED;
            default -> Where.WAITING;
        };
    }

    private static void sessionStates(ServiceBusClientBuilder clients, KillLoad load) {
        try (ServiceBusSessionReceiverClient sessions =
                clients.sessionReceiver().queueName(KillLoad.LANES).buildClient()) {
            for (int i = 0; i < KillLoad.SESSIONS; i++) {
                try (ServiceBusReceiverClient session = sessions.acceptSession(KillLoad.session(i))) {
                    load.assertState(KillLoad.session(i), session.getSessionState());
                }
            }
        }
    }

    /** What the broker took before it was killed, and the fresh one. */
    private void resend(ServiceBusClientBuilder clients) {
        for (String queue : List.of(KillLoad.LANES, KillLoad.TAKEN, KillSwaps.QUEUE)) {
            try (ServiceBusSenderClient sender =
                    clients.sender().queueName(queue).buildClient()) {
                sender.sendMessages(fates.taken().stream()
                        .filter(id -> queue.equals(queueOf(id)))
                        .map(id -> LocalBus.message(id, "again", ""))
                        .toList());
            }
        }
    }

    private static String queueOf(String id) {
        if (id.startsWith("in") || id.startsWith("out")) {
            return KillSwaps.QUEUE;
        }
        return id.startsWith("taken") ? KillLoad.TAKEN : KillLoad.LANES;
    }
}
