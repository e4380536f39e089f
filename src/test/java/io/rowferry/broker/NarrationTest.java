package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverClient;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What {@code rowferry broker -v} tells. */
@Timeout(60)
class NarrationTest {
    private static final String SECRET = "s3cr3t-Zq";
    private static final Pattern LINE = Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} (DEBUG|INFO ) [A-Za-z]+: .*");

    @TempDir
    Path folder;

    @Test
    void every_event_is_one_line_that_shows_nothing_of_the_messages() throws Exception {
        Path config = Files.writeString(
                folder.resolve("config.json"),
                "{\"UserConfig\": {\"Namespaces\": [{\"Queues\": [{\"Name\": \"Lanes\", \"Properties\": {\"LockDuration\":"
                        + " \"PT5S\", \"RequiresSession\": true, \"RequiresDuplicateDetection\": true}}]}]}}");
        String log;
        try (CommandedBroker broker = CommandedBroker.start(folder, "-v", "--config", config.toString())) {
            converse(broker);
            assertThat(broker.terminate()).isZero();
            log = broker.log();
        }
        assertThat(log.lines()).allMatch(line -> LINE.matcher(line).matches());
        assertThat(log).doesNotContain(SECRET);
        assertThat(log)
                .containsPattern("DEBUG broker: 127\\.0\\.0\\.1:\\d+ connected\n")
                .containsPattern("DEBUG broker: 127\\.0\\.0\\.1:\\d+ sends to lanes\n")
                .containsPattern("lanes #1 came, \\d+ bytes, session s one\n")
                .contains("lanes dropped a duplicate\n")
                .containsPattern("\\d+ holds session s one of lanes\n")
                .contains("lanes #1 went out, session s one, locked\n")
                .contains("lanes #1 completed\n")
                .contains("lanes #2 abandoned\n")
                .contains("lanes #2 went out again, delivery 2, session s one, locked\n")
                .contains("lanes #2 deferred\n")
                .contains("lanes lock of session s one ended by time\n")
                .contains("lanes #4 was not settled in time\n")
                .contains("lanes #5 reached the end of its life\n")
                .contains("lanes #3 dead-lettered\n")
                .contains("lanes #3 moved to the dead-letter queue\n")
                .containsPattern("lanes/\\$DeadLetterQueue #1 came, \\d+ bytes, session s one\n")
                .containsPattern("\\d+ refused: amqp:not-found The messaging entity 'sb://localhost/other' could not")
                .containsPattern("asked \\$cbs for put-token: 202 Accepted\n")
                .containsPattern("127\\.0\\.0\\.1:\\d+ disconnected\n")
                .contains("INFO  Broker: stopping; clients to tell: ");
    }

    private static void converse(CommandedBroker broker) throws IOException {
        ServiceBusClientBuilder builder = LocalBus.builder(broker.port());
        try (ServiceBusSenderClient sender = builder.sender().queueName("lanes").buildClient();
                ServiceBusSessionReceiverClient sessions = builder.sessionReceiver()
                        .queueName("lanes")
                        .maxAutoLockRenewDuration(Duration.ZERO)
                        .disableAutoComplete()
                        .buildClient();
                ServiceBusSenderClient nowhere =
                        builder.sender().queueName("other").buildClient()) {
            // A line break in a name that a client chose must not make a line of its own.
            for (int i = 0; i < 4; i++) {
                var message = LocalBus.message("id" + i, "s\none", SECRET);
                message.getApplicationProperties().put("property", SECRET);
                sender.sendMessage(message);
            }
            sender.sendMessage(LocalBus.message("id0", "s\none", SECRET));
            sender.sendMessage(LocalBus.message("brief", "t", SECRET).setTimeToLive(Duration.ofSeconds(1)));
            ServiceBusReceiverClient holder = sessions.acceptSession("s\none");
            List<ServiceBusReceivedMessage> got = LocalBus.receive(holder, 4);
            holder.complete(got.get(0));
            holder.abandon(got.get(1));
            holder.defer(LocalBus.receive(holder, 1).get(0));
            holder.deadLetter(
                    got.get(2),
                    new DeadLetterOptions().setDeadLetterReason(SECRET).setDeadLetterErrorDescription(SECRET));
            assertThatThrownBy(() -> nowhere.sendMessage(LocalBus.message("id", "s", SECRET)))
                    .isInstanceOf(ServiceBusException.class);
            while (!broker.log().contains("#4 was not settled in time")) { // the test's time-out ends it
                LockSupport.parkNanos(20_000_000);
            }
        }
    }
}
