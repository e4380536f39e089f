package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.azure.messaging.servicebus.models.AbandonOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import io.rowferry.servers.Beside;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Says spoiled pieces of real conversations to a broker, which must bear them and go on serving others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Beside
class FuzzTest {
    private static final int CONVERSATIONS = 60;
    private static final long HEAP_GROWTH = 128L << 20;

    private LocalBus bus;
    private FaultWatch watch;
    private List<Conversation> recorded;
    private long heapBefore;

    @BeforeAll
    void record(@TempDir Path data) throws Exception {
        bus = LocalBus.in(
                data,
                settings -> settings.withQueues(Map.of(
                        "lanes",
                        QueueSettings.OF_ROWFERRY,
                        "plain",
                        QueueSettings.PLAIN,
                        "calm",
                        QueueSettings.PLAIN)));
        watch = FaultWatch.of(bus.broker());
        try (RecordingProxy proxy = new RecordingProxy(bus.broker().port())) {
            converse(proxy.port());
            recorded = proxy.said().stream().map(Conversation::of).toList();
        }
        assertThat(recorded).hasSizeGreaterThanOrEqualTo(4).allMatch(each -> each.size() > 10);
        heapBefore = usedHeap();
    }

    @AfterAll
    void stop() {
        bus.close();
        watch.close();
    }

    /** What is recorded should not hold a client's second try. */
    private static ServiceBusClientBuilder patient(int port) {
        return LocalBus.builder(port).retryOptions(new AmqpRetryOptions().setTryTimeout(Duration.ofSeconds(60)));
    }

    private static void converse(int port) {
        try (ServiceBusSenderClient sender =
                        patient(port).sender().queueName("lanes").buildClient();
                ServiceBusSessionReceiverClient sessions = patient(port)
                        .sessionReceiver()
                        .queueName("lanes")
                        .disableAutoComplete()
                        .buildClient()) {
            sender.sendMessages(Stream.of("1", "2", "3", "4")
                    .map(id -> LocalBus.message(id, "s", "text " + id))
                    .toList());
            sender.sendMessage(large());
            sender.cancelScheduledMessage(sender.scheduleMessage(
                    LocalBus.message("5", "s", "later"),
                    OffsetDateTime.now(ZoneOffset.UTC).plusHours(1)));
            try (ServiceBusReceiverClient session = sessions.acceptNextSession()) {
                List<ServiceBusReceivedMessage> messages = LocalBus.receive(session, 4);
                session.setSessionState(new byte[] {1});
                session.getSessionState();
                session.renewSessionLock();
                session.complete(messages.get(0));
                session.abandon(messages.get(1), new AbandonOptions().setPropertiesToModify(Map.of("tries", 1)));
                session.deadLetter(messages.get(2), new DeadLetterOptions().setDeadLetterReason("why"));
                session.defer(messages.get(3));
                session.complete(session.receiveDeferredMessage(messages.get(3).getSequenceNumber()));
                session.peekMessages(5);
            }
        }
        try (ServiceBusSenderClient sender =
                        patient(port).sender().queueName("plain").buildClient();
                ServiceBusReceiverClient receiver = patient(port)
                        .receiver()
                        .queueName("plain")
                        .disableAutoComplete()
                        .buildClient()) {
            sender.sendMessage(new ServiceBusMessage("x"));
            ServiceBusReceivedMessage message = LocalBus.receive(receiver, 1).get(0);
            receiver.renewMessageLock(message);
            receiver.complete(message);
        }
    }

    private static ServiceBusMessage large() {
        ServiceBusMessage message = LocalBus.message("large", "s", "x".repeat(100_000));
        message.getApplicationProperties().put("number", 7L);
        return message;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("io.rowferry.servers.Seeds#fiveAndFresh")
    void spoiled_conversations_end_themselves_and_nobody_else(long seed) throws Exception {
        System.out.println("FuzzTest seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < CONVERSATIONS; i++) {
            say(recorded.get(random.nextInt(recorded.size())).spoiled(random));
        }
        RawPeer.sendAndReceive(bus.broker().port(), "calm");
        assertThat(watch.faults()).as("seed %s", seed).isEmpty();
        assertThat(usedHeap() - heapBefore).as("seed %s", seed).isLessThan(HEAP_GROWTH);
    }

    private void say(byte[] bytes) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), bus.broker().port())) {
            socket.setSoTimeout(20);
            socket.getOutputStream().write(bytes);
            byte[] answer = new byte[8192];
            while (socket.getInputStream().read(answer) > 0) {
                // Until it has nothing more to say.
            }
        } catch (java.net.SocketTimeoutException | java.net.SocketException end) {
            assertThat(end).isNotNull();
        }
    }

    private static long usedHeap() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
