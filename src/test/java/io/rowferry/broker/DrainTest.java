package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Ending a broker in order, by the signal that service managers send. */
@Timeout(60)
class DrainTest {
    private static final String QUEUE = "lanes";
    private static final int ENOUGH = 300;

    /** What a client says until its connection is open: SASL header, ANONYMOUS, AMQP header, open. */
    private static final byte[] OPEN = HexFormat.of()
            .parseHex("414d515003010000" + "0000001902010000005341c00c01a309414e4f4e594d4f5553" + "414d515000010000"
                    + "0000001102000000005310c00401a10178");

    @TempDir
    Path folder;

    private final Set<String> accepted = ConcurrentHashMap.newKeySet();

    @Test
    void a_term_signal_under_load_tells_the_clients_and_loses_nothing_that_was_acknowledged() throws Exception {
        try (CommandedBroker broker = CommandedBroker.start(folder);
                Socket idle = connect(broker.port());
                ServiceBusSenderAsyncClient sender = LocalBus.builder(broker.port())
                        .sender()
                        .queueName(QUEUE)
                        .buildAsyncClient()) {
            idle.getOutputStream().write(OPEN);
            Disposable load = send(sender);
            awaitAccepted(ENOUGH);

            assertThat(broker.terminate()).as(broker.log()).isZero();

            String farewell = new String(idle.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(farewell).contains("amqp:connection:forced").contains("The broker is stopping.");
            assertThat(broker.log()).isEmpty();
            assertThatThrownBy(() -> connect(broker.port())).isInstanceOf(ConnectException.class);
            load.dispose();
        }
        try (LocalBus again = LocalBus.in(folder.resolve("data"))) {
            assertThat(peekAll(again)).containsAll(accepted);
        }
        assertThat(accepted).hasSizeGreaterThanOrEqualTo(ENOUGH);
    }

    private static Socket connect(int port) throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), port);
    }

    private Disposable send(ServiceBusSenderAsyncClient sender) {
        return Flux.range(0, 1_000_000)
                .map(i -> LocalBus.message("id" + i, "s" + i % 8, "x".repeat(2_000)))
                .flatMap(
                        message ->
                                sender.sendMessage(message).doOnSuccess(done -> accepted.add(message.getMessageId())),
                        32)
                .subscribe(done -> {}, ended -> {});
    }

    private void awaitAccepted(int count) {
        long end = System.nanoTime() + 30_000_000_000L;
        while (accepted.size() < count) {
            assertThat(System.nanoTime()).as("%s accepted", accepted.size()).isLessThan(end);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private static Set<String> peekAll(LocalBus bus) {
        Set<String> ids = new HashSet<>();
        try (ServiceBusReceiverClient peeking =
                bus.builder().receiver().queueName(QUEUE).buildClient()) {
            for (int before = -1; before < ids.size(); ) {
                before = ids.size();
                for (ServiceBusReceivedMessage message : peeking.peekMessages(500)) {
                    ids.add(message.getMessageId());
                }
            }
        }
        return ids;
    }
}
