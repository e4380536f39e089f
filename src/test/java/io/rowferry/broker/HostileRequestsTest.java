package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests that make no sense, or whose answers nobody takes. */
@Timeout(60)
class HostileRequestsTest {
    @TempDir
    Path data;

    private Broker broker;
    private FaultWatch watch;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.start(
                BrokerSettings.in(data, Clock.systemUTC()).withAutoCreated(QueueSettings.PLAIN), System::nanoTime);
        watch = FaultWatch.of(broker);
    }

    @AfterEach
    void stop() throws Exception {
        othersAreServed();
        broker.close();
        watch.close();
        assertThat(watch.faults()).isEmpty();
    }

    private RawPeer inSession() throws Exception {
        return RawPeer.inSession(broker.port());
    }

    private void othersAreServed() throws Exception {
        RawPeer.sendAndReceive(broker.port(), "other" + System.nanoTime());
    }

    private static byte[] message(String text) {
        return new AmqpWriter(64).section(0x77).string(text).toBytes();
    }

    @Test
    void answers_that_nobody_takes_end_the_connection_before_they_fill_the_memory() throws Exception {
        try (RawPeer peer = inSession()) {
            peer.attachToSend(0, "s", "q");
            byte[] body = new byte[200_000];
            for (int i = 0; i < 8; i++) {
                byte[] whole = new AmqpWriter(body.length + 16)
                        .section(0x75)
                        .binary(body)
                        .toBytes();
                for (int at = 0; at < whole.length; at += 50_000) {
                    int end = Math.min(whole.length, at + 50_000);
                    peer.transfer(0, i, 0, end < whole.length, java.util.Arrays.copyOfRange(whole, at, end));
                }
                peer.await(RawPeer.DISPOSITION);
            }
            peer.attachToSend(1, "m", "q/$management");
            peer.send(
                    0, RawPeer.ATTACH, fields -> RawPeer.attach(fields, 2, "answers", true, "q/$management", "me"), 7);
            peer.await(RawPeer.ATTACH);
            for (int i = 0; i < 90; i++) {
                peer.transfer(1, 8 + i, 0, false, peek("me", 100));
            }
            assertThat(peer.untilClosed()).isEqualTo("amqp:resource-limit-exceeded");
        }
    }

    private static byte[] peek(String replyTo, int count) {
        AmqpWriter writer = new AmqpWriter(256).section(0x73);
        int properties = writer.openList();
        writer.string("id")
                .nothing()
                .nothing()
                .nothing()
                .string(replyTo)
                .close(properties, 5)
                .section(0x74);
        int application = writer.openMap();
        writer.string("operation")
                .string("com.microsoft:peek-message")
                .close(application, 2)
                .section(0x77);
        int body = writer.openMap();
        return writer.string("from-sequence-number")
                .longInteger(0)
                .string("message-count")
                .integer(count)
                .close(body, 4)
                .toBytes();
    }

    @Test
    void forged_tokens_and_senseless_requests_get_their_own_answers() throws Exception {
        try (RawPeer peer = inSession()) {
            peer.attachToSend(0, "m", "q/$management");
            peer.attachToReceive(1, "answers", "q/$management");
            peer.credit(1, 1_000);
            List<byte[]> requests = new ArrayList<>();
            requests.add(request("com.microsoft:no-such-thing", 0, body -> {}));
            requests.add(request("com.microsoft:renew-lock", 0, body -> {}));
            requests.add(request("com.microsoft:renew-lock", 2, body -> {
                body.string("lock-tokens");
                int list = body.openList();
                body.nothing().close(list, 1);
            }));
            requests.add(request("com.microsoft:renew-lock", 2, body -> {
                body.string("lock-tokens");
                int list = body.openList();
                body.uuid(UUID.randomUUID()).close(list, 1);
            }));
            requests.add(request(
                    "com.microsoft:peek-message",
                    4,
                    body -> body.string("from-sequence-number")
                            .longInteger(Long.MIN_VALUE)
                            .string("message-count")
                            .integer(-1)));
            requests.add(request(
                    "com.microsoft:set-session-state",
                    2,
                    body -> body.string("session-id").string("s")));
            requests.add(request(
                    "com.microsoft:schedule-message",
                    2,
                    body -> body.string("messages").string("m")));
            List<String> conditions = new ArrayList<>();
            for (int i = 0; i < requests.size(); i++) {
                peer.transfer(0, i, 0, false, requests.get(i));
                conditions.add(condition(peer.await(RawPeer.TRANSFER)));
            }
            assertThat(conditions)
                    .containsExactly(
                            "amqp:not-implemented",
                            "com.microsoft:argument-error",
                            "com.microsoft:argument-error",
                            "com.microsoft:message-lock-lost",
                            "com.microsoft:argument-out-of-range",
                            "com.microsoft:session-lock-lost",
                            "com.microsoft:argument-error");
            peer.transfer(0, 100, 0, false, message("what is no request is not answered"));
        }
    }

    static byte[] request(String operation, int values, Consumer<AmqpWriter> body) {
        AmqpWriter writer = new AmqpWriter(256).section(0x73);
        int properties = writer.openList();
        writer.string("id")
                .nothing()
                .nothing()
                .nothing()
                .string("raw-target")
                .close(properties, 5)
                .section(0x74);
        int application = writer.openMap();
        writer.string("operation").string(operation).close(application, 2).section(0x77);
        int map = writer.openMap();
        body.accept(writer);
        return writer.close(map, values).toBytes();
    }

    static String condition(RawPeer.Frame transfer) {
        byte[] bytes = new byte[transfer.payload().remaining()];
        transfer.payload().get(bytes);
        MessageSections sections = MessageSections.of(bytes, 0, bytes.length);
        return sections.inside(sections.applicationProperties()).value() instanceof Map<?, ?> properties
                ? String.valueOf(properties.get("errorCondition"))
                : "no answer";
    }
}
