package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmulatorConfigTest {
    @TempDir
    Path folder;

    private Path file(String text) throws IOException {
        return Files.writeString(folder.resolve("Config.json"), text);
    }

    @Test
    void queues_of_the_emulators_file_are_read_with_their_properties() throws Exception {
        Path file = file("""
                {"UserConfig": {
                  "Namespaces": [{"Name": "sbemulatorns", "Queues": [
                    {"Name": "queue.1", "Properties": {
                      "DeadLetteringOnMessageExpiration": true, "DefaultMessageTimeToLive": "PT1H",
                      "DuplicateDetectionHistoryTimeWindow": "PT20S", "ForwardTo": "", "LockDuration": "PT30S",
                      "MaxDeliveryCount": 3, "RequiresDuplicateDetection": true, "RequiresSession": true}},
                    {"Name": "bare"}],
                  "Topics": [{"Name": "topic.1", "Subscriptions": []}]}],
                  "Logging": {"Type": "File"}}}
                """);
        assertThat(EmulatorConfig.read(file))
                .containsEntry(
                        "queue.1",
                        new QueueSettings(
                                true, Duration.ofSeconds(30), 3, Duration.ofSeconds(20), Duration.ofHours(1), true))
                .containsEntry("bare", QueueSettings.PLAIN)
                .hasSize(2);
    }

    @Test
    void a_file_that_is_something_else_is_refused_by_name() throws Exception {
        for (String text : List.of(
                "",
                "{",
                "[]",
                "{\"UserConfig\": 1}",
                "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{}]}]}}",
                "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{\"Name\": \"q\", \"Properties\":"
                        + " {\"LockDuration\": \"a minute\"}}]}]}}")) {
            assertThatThrownBy(() -> EmulatorConfig.read(file(text)))
                    .as(text)
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("Config.json");
        }
        assertThatThrownBy(() -> EmulatorConfig.read(folder.resolve("missing.json")))
                .isInstanceOf(BrokerStartException.class);
    }
}
