package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusProcessorClient;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcessorTest {
    @TempDir
    Path data;

    @Test
    void a_session_processor_drains_more_sessions_than_it_holds_at_once_each_in_order() throws Exception {
        try (LocalBus bus = LocalBus.in(data)) {
            ServiceBusSenderClient sender = bus.sender("lanes");
            Map<String, List<Long>> seen = new ConcurrentHashMap<>();
            CountDownLatch all = new CountDownLatch(40);
            for (int i = 0; i < 40; i++) {
                sender.sendMessage(LocalBus.message("id" + i, "s" + i % 5, "x"));
            }
            ServiceBusProcessorClient processor = bus.closing(bus.builder()
                    .sessionProcessor()
                    .queueName("lanes")
                    .maxConcurrentSessions(2)
                    .sessionIdleTimeout(Duration.ofMillis(300))
                    .processMessage(context -> {
                        ServiceBusReceivedMessage message = context.getMessage();
                        seen.computeIfAbsent(message.getSessionId(), any -> new ArrayList<>())
                                .add(message.getSequenceNumber());
                        all.countDown();
                    })
                    .processError(context -> {})
                    .buildProcessorClient());
            processor.start();
            assertThat(all.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(seen).hasSize(5);
            assertThat(seen.values()).allSatisfy(numbers -> assertThat(numbers).isSorted());
        }
    }
}
