package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostileClientsTest {
    private static final byte[] SASL = {'A', 'M', 'Q', 'P', 3, 1, 0, 0};
    private static final byte[] AMQP = {'A', 'M', 'Q', 'P', 0, 1, 0, 0};
    /** A frame with the mechanism ANONYMOUS. */
    private static final byte[] SASL_INIT =
            HexFormat.of().parseHex("0000001902010000005341c00c01a309414e4f4e594d4f5553");

    @TempDir
    Path data;

    private LocalBus bus;

    @BeforeEach
    void start() throws Exception {
        bus = LocalBus.in(data);
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    private Socket connect() throws IOException {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), bus.broker().port());
        socket.setSoTimeout(5000);
        return socket;
    }

    private void othersAreServed() {
        String id = "id" + System.nanoTime();
        bus.sender("lanes").sendMessage(LocalBus.message(id, id, "x"));
        assertThat(LocalBus.receive(bus.sessions("lanes").acceptSession(id), 1)).hasSize(1);
    }

    /** Reads until the broker hangs up. */
    private static byte[] untilClosed(Socket socket) throws IOException {
        try (socket;
                InputStream in = socket.getInputStream()) {
            return in.readAllBytes();
        } catch (java.net.SocketException reset) {
            return new byte[0];
        }
    }

    @Test
    void what_is_not_amqp_is_hung_up_on() throws Exception {
        for (String text : List.of("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "AMQX3100", "\0\0\0\0\0\0\0\0")) {
            Socket socket = connect();
            socket.getOutputStream().write(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            untilClosed(socket);
        }
        othersAreServed();
    }

    @Test
    void a_frame_larger_than_agreed_is_refused_before_it_is_read() throws Exception {
        Socket socket = connect();
        socket.getOutputStream().write(SASL);
        socket.getOutputStream().write(SASL_INIT);
        socket.getOutputStream().write(AMQP);
        socket.getOutputStream()
                .write(ByteBuffer.allocate(12)
                        .putInt(Integer.MAX_VALUE)
                        .putInt(0x02000000)
                        .putInt(0)
                        .array());
        untilClosed(socket);
        othersAreServed();
    }

    @Test
    void a_hundred_silent_connections_and_half_frames_keep_nobody_from_being_served() throws Exception {
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            Socket socket = connect();
            socket.getOutputStream().write(SASL, 0, i % SASL.length);
            silent.add(socket);
        }
        othersAreServed();
        for (Socket socket : silent) {
            socket.close();
        }
    }

    @Test
    void random_bytes_after_the_handshake_end_only_their_own_connection() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            try (Socket socket = connect()) {
                socket.getOutputStream().write(SASL);
                socket.getOutputStream().write(SASL_INIT);
                socket.getOutputStream().write(AMQP);
                byte[] noise = new byte[8 + random.nextInt(200)];
                random.nextBytes(noise);
                ByteBuffer.wrap(noise).putInt(noise.length).put((byte) 2).put((byte) 0);
                socket.getOutputStream().write(noise);
            } catch (java.net.SocketException hungUp) {
                assertThat(hungUp).as("seed %s", seed).isNotNull();
            }
        }
        othersAreServed();
    }

    @Test
    void a_message_of_random_bytes_is_malformed_or_kept_but_never_a_fault() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        AmqpWriter writer = new AmqpWriter(64).section(0x72);
        int map = writer.openMap();
        writer.symbol("x-opt-partition-key").string("p").close(map, 2).section(0x73);
        int list = writer.openList();
        writer.string("id").nothing().string("to").close(list, 3).section(0x74);
        int properties = writer.openMap();
        byte[] good = writer.string("key")
                .longInteger(7)
                .close(properties, 2)
                .section(0x75)
                .binary(new byte[20])
                .toBytes();
        int malformed = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int end = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
            try {
                withinItsOwnBounds(IncomingMessage.parse(bytes, 0, end).toStored(1, 1));
            } catch (MalformedMessageException expected) {
                malformed++;
            } catch (RuntimeException fault) {
                throw new AssertionError(
                        "seed " + seed + ", message " + HexFormat.of().formatHex(bytes, 0, end), fault);
            }
        }
        assertThat(malformed).isBetween(1, 19_999);
    }

    /** What was once taken can be changed and delivered, whatever it was: time alone may dead-letter it. */
    private static void withinItsOwnBounds(byte[] taken) {
        try {
            StoredMessage stored = new StoredMessage(taken).with(java.util.Map.of("key", "changed"));
            deliverable(stored);
        } catch (MalformedMessageException e) {
            throw new IllegalStateException("a message that was taken is delivered broken", e);
        }
    }

    private static void deliverable(StoredMessage stored) {
        byte[] head = stored.head(new StoredMessage.Stamp(1, 0, 0, 1, ""));
        byte[] whole = new AmqpWriter(head.length + stored.keptLength())
                .raw(head, 0, head.length)
                .raw(stored.bytes(), stored.keptAt(), stored.keptLength())
                .finished();
        IncomingMessage.parse(whole, 0, whole.length);
    }

    @Test
    void a_request_of_random_bytes_is_malformed_or_read_but_never_a_fault() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        byte[] good = HostileRequestsTest.request("com.microsoft:renew-lock", 10, body -> {
            body.string("lock-tokens");
            int list = body.openList();
            body.uuid(new java.util.UUID(1, 2)).close(list, 1);
            body.string("sequence-numbers").longs(new long[] {1, 2});
            body.string("message-count").integer(7).string("session-id").string("s");
            body.string("messages");
            int messages = body.openList();
            int entry = body.openMap();
            body.string("message").binary(new byte[9]).close(entry, 2).close(messages, 1);
        });
        int malformed = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            int end = random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length;
            try {
                Request request = Request.parse(java.util.Arrays.copyOf(bytes, end));
                request.number("message-count");
                request.lockTokens();
                request.sequenceNumbers();
                request.list("messages");
            } catch (MalformedMessageException expected) {
                malformed++;
            } catch (RuntimeException fault) {
                throw new AssertionError(
                        "seed " + seed + ", request " + HexFormat.of().formatHex(bytes, 0, end), fault);
            }
        }
        assertThat(malformed).isBetween(1, 19_999);
    }
}
