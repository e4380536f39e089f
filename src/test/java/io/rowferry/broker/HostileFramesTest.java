package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.SocketTimeoutException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Well formed frames with bad meaning: each is answered or hung up on, and never a fault of the broker's own. */
@Timeout(60)
class HostileFramesTest {
    @TempDir
    Path data;

    private final AtomicLong ahead = new AtomicLong();
    private Broker broker;
    private FaultWatch watch;

    @BeforeEach
    void start() throws Exception {
        broker = Broker.start(
                BrokerSettings.in(data, Clock.systemUTC()).withAutoCreated(QueueSettings.PLAIN),
                () -> System.nanoTime() + ahead.get());
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

    /** What ends such a connection. */
    private String endOf(Consumer<AmqpWriter> fields, int count, int code) throws Exception {
        try (RawPeer peer = inSession()) {
            peer.send(0, code, fields, count);
            return String.valueOf(peer.untilClosed());
        }
    }

    @Test
    void frames_for_channels_and_handles_that_are_not_there_end_the_connection() throws Exception {
        try (RawPeer peer = inSession()) {
            peer.send(7, RawPeer.ATTACH, fields -> RawPeer.attach(fields, 0, "x", true, "q", "t"), 7);
            assertThat(peer.untilClosed()).isEqualTo("amqp:connection:framing-error");
        }
        assertThat(endOf(fields -> fields.uint(9).bool(true), 2, RawPeer.DETACH))
                .startsWith("amqp:");
        assertThat(endOf(fields -> fields.uint(9).uint(0).binary(new byte[4]).uint(0), 4, RawPeer.TRANSFER))
                .startsWith("amqp:");
        assertThat(endOf(
                        fields -> fields.uint(0)
                                .uint(1)
                                .uint(0)
                                .uint(1)
                                .uint(9)
                                .uint(0)
                                .uint(1),
                        7,
                        RawPeer.FLOW))
                .startsWith("amqp:");
        try (RawPeer peer = inSession()) {
            peer.send(
                    5000,
                    RawPeer.BEGIN,
                    fields -> fields.nothing().uint(0).uint(1).uint(1),
                    4);
            assertThat(peer.untilClosed()).isEqualTo("amqp:connection:framing-error");
        }
        try (RawPeer peer = inSession()) {
            peer.send(0, RawPeer.ATTACH, fields -> RawPeer.attach(fields, 0xffffffffL, "x", true, "q", "t"), 7);
            assertThat(peer.untilClosed()).isEqualTo("amqp:connection:framing-error");
        }
    }

    @Test
    void an_attach_without_a_name_or_with_one_that_is_taken_ends_the_connection() throws Exception {
        assertThat(endOf(fields -> fields.nothing().uint(0).bool(true), 3, RawPeer.ATTACH))
                .startsWith("amqp:");
        try (RawPeer peer = inSession()) {
            peer.attachToReceive(0, "same", "q");
            peer.send(0, RawPeer.ATTACH, fields -> RawPeer.attach(fields, 1, "same", true, "q", "t"), 7);
            assertThat(peer.untilClosed()).isEqualTo("amqp:not-allowed");
        }
    }

    @Test
    void a_sender_may_leave_out_the_initial_delivery_count() throws Exception {
        try (RawPeer peer = inSession()) {
            peer.send(
                    0,
                    RawPeer.ATTACH,
                    fields -> {
                        fields.string("s").uint(0).bool(false).nothing().nothing();
                        fields.section(0x28);
                        fields.close(fields.openList(), 0);
                        fields.section(0x29);
                        int list = fields.openList();
                        fields.string("q").close(list, 1);
                    },
                    7);
            peer.await(RawPeer.FLOW);
            peer.transfer(0, 0, 0, false, message("x"));
            assertThat(peer.await(RawPeer.DISPOSITION).fields().get(1)).isEqualTo(0);
        }
    }

    @Test
    void more_links_than_a_session_may_have_end_the_session() throws Exception {
        try (RawPeer peer = inSession()) {
            for (int i = 0; i < 255; i++) {
                peer.attachToReceive(i, "r" + i, "q");
            }
            peer.send(0, RawPeer.ATTACH, fields -> RawPeer.attach(fields, 255, "r255", true, "q", "t"), 7);
            assertThat(peer.await(RawPeer.END).condition(0)).isEqualTo("amqp:resource-limit-exceeded");
            assertThatThrownBy(() -> {
                        for (int i = 256; i < 4000; i++) {
                            String name = "r" + i;
                            long handle = i;
                            peer.send(
                                    0,
                                    RawPeer.ATTACH,
                                    fields -> RawPeer.attach(fields, handle, name, true, "q", "t"),
                                    7);
                        }
                        peer.await(RawPeer.BEGIN);
                    })
                    .isNotInstanceOf(SocketTimeoutException.class);
        }
    }

    @Test
    void a_message_without_an_end_ends_its_link() throws Exception {
        try (RawPeer peer = inSession()) {
            peer.attachToSend(0, "s", "q");
            for (int i = 0; i < 20; i++) {
                peer.transfer(0, 0, 0, true, new byte[20_000]);
            }
            assertThat(peer.await(RawPeer.DETACH).condition(2)).isEqualTo("amqp:link:message-size-exceeded");
            for (int i = 0; i < 2_000; i++) {
                peer.transfer(0, 0, 0, true, new byte[20_000]);
            }
        }
    }

    @Test
    void a_message_in_countless_tiny_pieces_is_bounded_too() throws Exception {
        try (RawPeer peer = inSession()) {
            peer.attachToSend(0, "s", "q");
            byte[] frame = RawPeer.frame(
                    0,
                    RawPeer.TRANSFER,
                    fields -> fields.uint(0)
                            .uint(0)
                            .binary(new byte[4])
                            .uint(0)
                            .bool(false)
                            .bool(true),
                    6,
                    new byte[1]);
            byte[] many = new byte[frame.length * 1000];
            for (int i = 0; i < 1000; i++) {
                System.arraycopy(frame, 0, many, i * frame.length, frame.length);
            }
            Thread feeder = new Thread(() -> {
                try {
                    for (int i = 0; i < 262; i++) {
                        peer.write(many);
                    }
                } catch (java.io.IOException hungUp) {
                    // As expected.
                }
            });
            feeder.setDaemon(true);
            feeder.start();
            RawPeer.Frame end = peer.readFrame();
            while (end.code() != RawPeer.DETACH && end.code() != RawPeer.CLOSE) {
                end = peer.readFrame();
            }
            assertThat(end.condition(end.code() == RawPeer.CLOSE ? 0 : 2)).endsWith("exceeded");
        }
    }

    @Test
    void dispositions_over_billions_or_for_the_unknown_cost_nothing() throws Exception {
        try (RawPeer peer = inSession()) {
            peer.attachToSend(0, "s", "q");
            for (int i = 0; i < 100; i++) {
                peer.transfer(0, i, 0, false, message("m" + i));
                peer.await(RawPeer.DISPOSITION);
            }
            peer.attachToReceive(1, "r", "q");
            peer.credit(1, 0xffffffffL);
            peer.credit(1, 50);
            for (int i = 0; i < 50; i++) {
                peer.await(RawPeer.TRANSFER);
            }
            long start = System.nanoTime();
            for (int i = 0; i < 200; i++) {
                peer.send(
                        0,
                        RawPeer.DISPOSITION,
                        fields -> fields.bool(true).uint(0).uint(0xffffffffL).bool(false),
                        4);
                peer.send(
                        0,
                        RawPeer.DISPOSITION,
                        fields -> fields.bool(false).uint(0).uint(0xffffffffL).bool(true),
                        4);
                peer.send(
                        0,
                        RawPeer.DISPOSITION,
                        fields -> fields.bool(true).uint(5_000_000).uint(4_000).bool(true),
                        4);
            }
            for (int i = 0; i < 2; i++) {
                peer.send(
                        0,
                        RawPeer.DISPOSITION,
                        fields -> {
                            fields.bool(true)
                                    .uint(0)
                                    .uint(0xffffffffL)
                                    .bool(true)
                                    .section(0x24);
                            fields.close(fields.openList(), 0);
                        },
                        5);
            }
            peer.attachToReceive(2, "again", "q");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    @Test
    void values_nested_without_end_end_the_connection_only() throws Exception {
        byte[] descriptors = new byte[60_000];
        assertThat(endOf(fields -> fields.raw(descriptors, 0, descriptors.length), 1, RawPeer.ATTACH))
                .isNotNull();
        AmqpWriter lists = new AmqpWriter(64_000);
        for (int i = 0; i < 6_000; i++) {
            lists.openList();
        }
        byte[] nested = lists.toBytes();
        for (int i = 0; i < 6_000; i++) {
            java.nio.ByteBuffer.wrap(nested)
                    .putInt(i * 9 + 1, nested.length - i * 9 - 5)
                    .putInt(i * 9 + 5, 1);
        }
        assertThat(endOf(
                        fields -> {
                            fields.string("x").uint(0).bool(true);
                            for (int i = 3; i < 13; i++) {
                                fields.nothing();
                            }
                            int map = fields.openMap();
                            fields.symbol("deep").raw(nested, 0, nested.length).close(map, 2);
                        },
                        14,
                        RawPeer.ATTACH))
                .isNotNull();
    }

    @Test
    void arrays_and_maps_that_claim_billions_are_not_believed() throws Exception {
        for (int code :
                new int[] {0x40, 0x41, 0x43, 0x44, 0x45, 0x50, 0x70, 0x80, 0x98, 0xa0, 0xa3, 0xc1, 0xd0, 0xf0}) {
            byte[] array = java.nio.ByteBuffer.allocate(40)
                    .put((byte) 0xf0)
                    .putInt(35)
                    .putInt(0x7ffffff0)
                    .put((byte) code)
                    .array();
            assertThat(endOf(fields -> fields.string("x").raw(array, 0, array.length), 2, RawPeer.OPEN))
                    .isNotNull();
            byte[] map = java.nio.ByteBuffer.allocate(40)
                    .put((byte) 0xd1)
                    .putInt(35)
                    .putInt(0x7ffffff0)
                    .array();
            assertThat(endOf(
                            fields -> fields.string("x")
                                    .uint(0)
                                    .bool(true)
                                    .raw(map, 0, map.length)
                                    .raw(array, 0, array.length),
                            5,
                            RawPeer.ATTACH))
                    .isNotNull();
        }
    }

    @Test
    void who_does_not_finish_the_handshake_or_falls_silent_is_hung_up_on() throws Exception {
        List<RawPeer> slow = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            RawPeer peer = RawPeer.connect(broker.port());
            peer.write(java.util.Arrays.copyOf(RawPeer.SASL, i % RawPeer.SASL.length));
            slow.add(peer);
        }
        RawPeer silent = inSession();
        RawPeer lively = RawPeer.welcomed(broker.port());
        lively.open(4_000);
        lively.begin(0);
        silent.attachToReceive(0, "r", "q");
        othersAreServed();
        ahead.addAndGet(Duration.ofSeconds(31).toNanos());
        for (RawPeer peer : slow) {
            assertThat(peer.untilClosed()).isNull();
        }
        assertThat(lively.await(0).code())
                .as("an empty frame within the time that was asked for")
                .isZero();
        for (int i = 0; i < 3; i++) {
            ahead.addAndGet(Duration.ofSeconds(50).toNanos());
            lively.write(new byte[] {0, 0, 0, 8, 2, 0, 0, 0});
            while (lively.readFrame().code() != 0) {
                // What is not the answer to the time that passed.
            }
        }
        assertThat(silent.untilClosed()).isEqualTo("amqp:resource-limit-exceeded");
        lively.attachToReceive(0, "still-there", "q");
        lively.close();
    }
}
