package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ProtocolException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerStatusTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @TempDir
    Path data;

    private static BrokerStatus statusOf(LocalBus bus) throws IOException {
        return BrokerStatus.of(at(bus.broker().port()), PATIENCE);
    }

    private static InetSocketAddress at(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    @Test
    void every_message_is_counted_in_the_state_it_is_in_and_a_restart_counts_the_same() throws Exception {
        long bytes;
        try (LocalBus bus = LocalBus.in(data)) {
            for (int i = 0; i < 7; i++) {
                bus.sender("lanes").sendMessage(LocalBus.message("id" + i, "s" + i % 2, "x".repeat(1000)));
            }
            bus.sender("lanes")
                    .scheduleMessage(
                            LocalBus.message("later", "s0", "later"),
                            OffsetDateTime.now(ZoneOffset.UTC).plusHours(1));
            ServiceBusReceiverClient holder = bus.sessions("lanes").acceptSession("s0");
            List<ServiceBusReceivedMessage> got = LocalBus.receive(holder, 4);
            holder.complete(got.get(0));
            holder.deadLetter(got.get(1));
            holder.defer(got.get(2));

            BrokerStatus status = statusOf(bus);
            assertThat(status.connections()).isPositive();
            assertThat(status.queues()).hasSize(1);
            QueueDepth depth = status.queues().get(0);
            bytes = depth.bytes();
            assertThat(depth).isEqualTo(new QueueDepth("lanes", 3, 1, 1, 1, 1, 2, 1, bytes));
            assertThat(bytes).isBetween(6_000L, 8_000L);
        }
        try (LocalBus bus = LocalBus.in(data)) {
            assertThat(statusOf(bus))
                    .isEqualTo(new BrokerStatus(List.of(new QueueDepth("lanes", 4, 0, 1, 1, 1, 2, 0, bytes)), 0));
        }
    }

    @Test
    void what_was_emptied_counts_as_empty() throws Exception {
        try (LocalBus bus = LocalBus.in(data, settings -> settings.withAutoCreated(QueueSettings.PLAIN))) {
            for (int i = 0; i < 5; i++) {
                bus.sender("plain").sendMessage(LocalBus.message("id" + i, "s", "text"));
            }
            ServiceBusReceiverClient receiver = bus.receiver("plain");
            LocalBus.receive(receiver, 5).forEach(receiver::deadLetter);
            assertThat(statusOf(bus).queues().get(0).deadLetters()).isEqualTo(5);
            ServiceBusReceiverClient deadLetters = bus.deadLetters("plain");
            LocalBus.receive(deadLetters, 5).forEach(deadLetters::complete);
            assertThat(statusOf(bus).queues()).containsExactly(new QueueDepth("plain", 0, 0, 0, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void an_answer_longer_than_a_frame_is_read_whole() throws Exception {
        Map<String, QueueSettings> queues = new HashMap<>();
        IntStream.range(0, 1_000).forEach(i -> queues.put("a-queue-with-quite-a-long-name-" + i, QueueSettings.PLAIN));
        try (LocalBus bus = LocalBus.in(data, settings -> settings.withQueues(queues))) {
            assertThat(statusOf(bus).queues())
                    .hasSize(1_000)
                    .isSortedAccordingTo(java.util.Comparator.comparing(QueueDepth::queue));
        }
    }

    @Test
    void who_is_no_such_broker_is_told_from_nobody() throws Exception {
        int port;
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = server.getLocalPort();
            assertThatThrownBy(() -> BrokerStatus.of(at(port), Duration.ofMillis(300)))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("it does not answer in time");
            server.accept().close();
            CompletableFuture<Void> answering =
                    CompletableFuture.runAsync(() -> answer(server, "HTTP/1.1 400 Bad\r\n\r\n"));
            assertThatThrownBy(() -> BrokerStatus.of(at(port), PATIENCE))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("it does not speak AMQP 1.0");
            answering.get();
            CompletableFuture<Void> hangingUp = CompletableFuture.runAsync(() -> answer(server, ""));
            assertThatThrownBy(() -> BrokerStatus.of(at(port), PATIENCE)).isInstanceOf(IOException.class);
            hangingUp.get();
        }
        assertThatThrownBy(() -> BrokerStatus.of(at(port), PATIENCE)).isInstanceOf(ConnectException.class);
    }

    @Test
    void the_node_does_nothing_else() throws Exception {
        try (LocalBus bus = LocalBus.in(data);
                AmqpRequest request = AmqpRequest.connect(at(bus.broker().port()), PATIENCE)) {
            assertThatThrownBy(() -> request.answer("$management", "delete-everything"))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessage("it answers with status 501");
        }
        try (LocalBus bus = LocalBus.in(data, settings -> settings.withAutoCreated(null));
                AmqpRequest request = AmqpRequest.connect(at(bus.broker().port()), PATIENCE)) {
            assertThatThrownBy(() -> request.answer("nothing/$management", NamespaceNode.READ_QUEUES))
                    .isInstanceOf(ProtocolException.class)
                    .hasMessageContaining("amqp:not-found");
        }
    }

    private static void answer(ServerSocket server, String text) {
        try (Socket socket = server.accept()) {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
            socket.getInputStream().readNBytes(8);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
