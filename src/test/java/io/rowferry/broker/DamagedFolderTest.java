package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
