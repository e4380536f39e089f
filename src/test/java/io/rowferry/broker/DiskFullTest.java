package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.azure.core.util.BinaryData;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import io.rowferry.servers.Beside;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Needs a small file system, which only root can mount; skipped for others. */
@Beside
class DiskFullTest {
    @TempDir
    Path folder;

    @AfterEach
    void unmount() throws Exception { // lazily: the storage library is loaded from there
        run("umount", "-l", folder.resolve("disk").toString());
    }

    @Test
    void on_a_full_disk_nothing_is_acknowledged_and_with_more_room_all_that_was_is_there() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", "size=60m", "tmpfs", disk.toString()),
                "no file system can be mounted here");
        Path data = disk.resolve("data");
        List<String> accepted = new ArrayList<>();
        try (LocalBus bus = LocalBus.in(data)) {
            ServiceBusSenderClient sender = bus.sender("lanes");
            Throwable refused = catchThrowable(() -> sendUntilItFails(sender, accepted));
            assertThat(refused).as("after %s messages", accepted.size()).isNotNull();
            assertThatThrownBy(() -> bus.broker().awaitStop())
                    .hasMessageContaining(data.toString())
                    .hasMessageContaining("No space left on device");
        }
        assertThat(run("mount", "-o", "remount,size=400m", disk.toString())).isTrue();
        try (LocalBus bus = LocalBus.in(data)) {
            assertThat(accepted).isNotEmpty();
            assertThat(ids(bus.receiver("lanes"))).startsWith(accepted.toArray(new String[0]));
            bus.sender("lanes").sendMessage(LocalBus.message("more", "s", "goes on"));
        }
    }

    private static void sendUntilItFails(ServiceBusSenderClient sender, List<String> accepted) {
        for (int i = 0; i < 5000; i++) {
            String id = "id" + i;
            sender.sendMessage(new ServiceBusMessage(BinaryData.fromBytes(new byte[100_000]))
                    .setMessageId(id)
                    .setSessionId("s"));
            accepted.add(id);
        }
    }

    private static List<String> ids(ServiceBusReceiverClient receiver) {
        List<String> ids = new ArrayList<>();
        for (int before = -1; before < ids.size(); ) {
            before = ids.size();
            for (ServiceBusReceivedMessage message : receiver.peekMessages(100)) {
                ids.add(message.getMessageId());
            }
        }
        return ids;
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // there is no such command
        }
    }
}
