package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.rowferry.servers.Beside;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Beside
class DamagedFolderTest {
    @TempDir
    Path data;

    /** Leaves a folder as a killed broker does: ten messages in the log and nowhere else. */
    private Path killedWithTenMessages() throws IOException {
        try (BrokerProcess broker = BrokerProcess.start(data);
                ServiceBusSenderClient sender = LocalBus.builder(broker.port())
                        .sender()
                        .queueName("lanes")
                        .buildClient()) {
            for (int i = 0; i < 10; i++) {
                sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(new byte[5000]))
                        .setMessageId("id" + i)
                        .setSessionId("s"));
            }
            broker.kill();
        }
        try (Stream<Path> files = Files.list(data)) {
            return files.filter(file -> file.toString().endsWith(".log"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }
    }

    @Test
    void a_tail_that_was_half_written_is_cut() throws Exception {
        try (RandomAccessFile log = new RandomAccessFile(killedWithTenMessages().toFile(), "rw")) {
            log.setLength(log.length() - 100);
        }
        try (LocalBus bus = LocalBus.in(data)) {
            assertThat(bus.receiver("lanes").peekMessages(20)).hasSize(9);
            bus.sender("lanes").sendMessage(LocalBus.message("id9", "s", "sent again"));
            assertThat(bus.receiver("lanes").peekMessages(20)).hasSize(10);
        }
    }

    @Test
    void damage_before_the_tail_is_refused_and_nothing_is_changed() throws Exception {
        Path log = killedWithTenMessages();
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(file.length() / 2);
            file.write(new byte[] {1, 2, 3, 4, 5, 6, 7, 8});
        }
        byte[] before = Files.readAllBytes(log);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> LocalBus.in(data))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("is damaged")
                    .hasMessageContaining(data.toString());
        }
        assertThat(log).hasBinaryContent(before);
    }

    /** What may happen to a folder behind the broker's back, beside a damaged log. */
    enum Damage {
        TABLE_GONE(".sst"),
        TABLE_OVERWRITTEN(".sst"),
        BODIES_GONE(".blob"),
        BODIES_CUT(".blob"),
        MANIFEST_GONE("MANIFEST-.*"),
        MANIFEST_OVERWRITTEN("MANIFEST-.*"),
        CURRENT_GONE("CURRENT"),
        CURRENT_OVERWRITTEN("CURRENT"),
        LOG_GONE(".log");

        private final String files;

        Damage(String files) {
            this.files = files;
        }

        private void damage(Path folder) throws IOException {
            try (Stream<Path> all = Files.list(folder)) {
                for (Path file : all.filter(this::concerns).toList()) {
                    if (name().endsWith("GONE")) {
                        Files.delete(file);
                    } else if (name().endsWith("CUT")) {
                        Files.write(file, Arrays.copyOf(Files.readAllBytes(file), (int) Files.size(file) / 2));
                    } else {
                        byte[] bytes = Files.readAllBytes(file);
                        Arrays.fill(bytes, 0, Math.min(bytes.length, 200), (byte) 7);
                        Files.write(file, bytes);
                    }
                }
            }
        }

        private boolean concerns(Path file) {
            return file.getFileName().toString().matches(files.startsWith(".") ? ".*\\" + files : files);
        }
    }

    /** The same ten messages in tables, where a start after the kill puts them. */
    private void tablesWithTenMessages() throws Exception {
        killedWithTenMessages();
        Broker.start(BrokerSettings.in(data, Clock.systemUTC())).close();
    }

    @ParameterizedTest
    @EnumSource(Damage.class)
    void a_file_that_is_missing_or_overwritten_is_refused(Damage damage) throws Exception {
        tablesWithTenMessages();
        damage.damage(data);
        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> LocalBus.in(data).close())
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("is damaged")
                    .hasMessageContaining("move it away")
                    .hasMessageContaining(data.toString());
        }
    }

    /** To find it at the start would take reading everything. Until it is needed the rest is served. */
    @Test
    void one_flipped_bit_in_a_body_is_never_delivered_and_stops_the_broker_when_it_is_read() throws Exception {
        tablesWithTenMessages();
        try (Stream<Path> all = Files.list(data)) {
            for (Path file :
                    all.filter(file -> file.toString().endsWith(".blob")).toList()) {
                byte[] bytes = Files.readAllBytes(file);
                bytes[bytes.length / 2 + 1000] ^= 1; // well inside a body
                Files.write(file, bytes);
            }
        }
        try (LocalBus bus = LocalBus.in(data)) {
            ServiceBusReceiverClient receiver = bus.sessions("lanes").acceptSession("s");
            List<ServiceBusReceivedMessage> got = new ArrayList<>();
            Throwable end = catchThrowable(
                    () -> receiver.receiveMessages(10, LocalBus.TRY).forEach(got::add));
            assertThat(got).as("before %s", end).hasSizeLessThan(6);
            assertThatThrownBy(() -> bus.broker().awaitStop())
                    .hasMessageContaining(data.toString())
                    .hasMessageContaining("is damaged: its checksum does not fit");
        }
    }
}
