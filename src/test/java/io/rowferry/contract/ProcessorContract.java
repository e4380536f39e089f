package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusProcessorClient;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** The clients that call back. */
abstract class ProcessorContract extends Contract {
    private static boolean happens(CountDownLatch latch) throws InterruptedException {
        return latch.await(COMES.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "ServiceBusSessionProcessorClientBuilder")
    void a_session_processor_drains_more_sessions_than_it_holds_at_once_each_in_order() throws Exception {
        String queue = queue(Kind.SESSIONS);
        Map<String, List<Long>> seen = new ConcurrentHashMap<>();
        CountDownLatch all = new CountDownLatch(40);
        List<ServiceBusMessage> sent = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            sent.add(message("x").setSessionId("s" + i % 5));
        }
        clients.sender(queue).sendMessages(sent);
        ServiceBusProcessorClient processor = clients.closing(clients.builder()
                .sessionProcessor()
                .queueName(queue)
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
        assertThat(happens(all)).isTrue();
        assertThat(seen).hasSize(5);
        assertThat(seen.values())
                .allSatisfy(numbers -> assertThat(numbers).hasSize(8).isSorted());
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "ServiceBusProcessorClientBuilder: maxConcurrentCalls, auto-complete")
    void a_processor_handles_several_messages_at_once_and_completes_them_itself() throws Exception {
        String queue = queue(Kind.PLAIN);
        messages("a", "b", "c", "d", "e", "f").forEach(clients.sender(queue)::sendMessage);
        CyclicBarrier three = new CyclicBarrier(3);
        CountDownLatch all = new CountDownLatch(6);
        Set<String> seen = ConcurrentHashMap.newKeySet();
        ServiceBusProcessorClient processor = clients.builder()
                .processor()
                .queueName(queue)
                .maxConcurrentCalls(3)
                .processMessage(context -> {
                    try {
                        three.await(COMES.toMillis(), TimeUnit.MILLISECONDS);
                    } catch (Exception e) {
                        throw new IllegalStateException("never were three handled at once", e);
                    }
                    seen.add(context.getMessage().getBody().toString());
                    all.countDown();
                })
                .processError(context -> {})
                .buildProcessorClient();
        processor.start();
        assertThat(happens(all)).isTrue();
        assertThat(seen).containsExactlyInAnyOrder("a", "b", "c", "d", "e", "f");
        ServiceBusReceiverClient looking = clients.receiver(queue);
        for (int i = 0; i < 50 && !peekAll(looking).isEmpty(); i++) {
            pass(Duration.ofMillis(100));
        }
        processor.close();
        assertThat(peekAll(looking)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "its processors abandon the message of a handler that throws")
    void a_message_whose_handler_always_throws_ends_in_the_dead_letter_queue() throws Exception {
        String queue = queue(Kind.FEW);
        clients.sender(queue).sendMessage(message("poison"));
        CountDownLatch three = new CountDownLatch(3);
        List<Long> counts = new ArrayList<>();
        ServiceBusProcessorClient processor = clients.closing(clients.builder()
                .processor()
                .queueName(queue)
                .processMessage(context -> {
                    counts.add(context.getMessage().getDeliveryCount());
                    three.countDown();
                    throw new IllegalStateException("always");
                })
                .processError(context -> {})
                .buildProcessorClient());
        processor.start();
        assertThat(happens(three)).isTrue();
        assertThat(receiveOne(clients.deadLetters(queue)).getDeadLetterReason()).isEqualTo("MaxDeliveryCountExceeded");
        assertThat(counts).containsExactly(0L, 1L, 2L);
    }
}
