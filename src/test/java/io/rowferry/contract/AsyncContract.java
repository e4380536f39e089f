package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSenderAsyncClient;
import com.azure.messaging.servicebus.ServiceBusSessionReceiverAsyncClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

/** The reactive clients. */
abstract class AsyncContract extends Contract {
    @Test
    @Fact(value = Fact.Source.CLIENT, from = "ServiceBusSessionReceiverAsyncClient.acceptNextSession")
    void sessions_are_accepted_side_by_side_and_completed_in_parallel_in_order_of_arrival() {
        String queue = queue(Kind.SESSIONS);
        List<ServiceBusMessage> sent = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            sent.add(message("" + i).setSessionId("s" + i % 4));
        }
        clients.sender(queue).sendMessages(sent);
        ServiceBusSessionReceiverAsyncClient sessions =
                clients.closing(clients.receivingSessions(queue).buildAsyncClient());
        Map<String, List<String>> received = new ConcurrentHashMap<>();
        Flux.range(0, 4)
                .flatMap(i -> sessions.acceptNextSession().flatMapMany(session -> drain(session, received)), 4)
                .blockLast(COMES);

        for (int lane = 0; lane < 4; lane++) {
            int first = lane;
            assertThat(received.get("s" + lane))
                    .isEqualTo(IntStream.range(0, 50)
                            .mapToObj(i -> "" + (first + 4 * i))
                            .toList());
        }
        assertThat(peekAll(clients.receiver(queue))).isEmpty();
    }

    private static Flux<Void> drain(ServiceBusReceiverAsyncClient session, Map<String, List<String>> received) {
        return session.receiveMessages()
                .limitRate(3)
                .doOnNext(message -> received.computeIfAbsent(message.getSessionId(), any -> new ArrayList<>())
                        .add(message.getBody().toString()))
                .flatMap(message -> session.complete(message).thenReturn(message), 3)
                .take(50)
                .thenMany(Flux.empty());
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "ServiceBusSenderAsyncClient: any number of sends in flight")
    void many_sends_in_flight_all_arrive_once() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderAsyncClient sender =
                clients.closing(clients.builder().sender().queueName(queue).buildAsyncClient());
        Flux.range(0, 200)
                .flatMap(i -> sender.sendMessage(message("" + i)), 50)
                .then()
                .block(COMES);
        ServiceBusReceiverAsyncClient receiver =
                clients.closing(clients.receiving(queue).prefetchCount(50).buildAsyncClient());
        List<String> got = receiver.receiveMessages()
                .flatMap(message ->
                        receiver.complete(message).thenReturn(message.getBody().toString()))
                .take(200)
                .collectList()
                .block(COMES);
        assertThat(got)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 200).mapToObj(i -> "" + i).toList());
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "its asynchronous receivers complete what was handled, unless told not to")
    void what_was_handled_is_completed_and_what_failed_is_abandoned() {
        String queue = queue(Kind.BRIEF);
        messages("good", "bad").forEach(clients.sender(queue)::sendMessage);
        ServiceBusReceiverAsyncClient receiver =
                clients.closing(clients.builder().receiver().queueName(queue).buildAsyncClient());
        Map<String, Integer> seen = new ConcurrentHashMap<>();
        ServiceBusReceivedMessage second = receiver.receiveMessages()
                .doOnNext(message -> seen.merge(message.getBody().toString(), 1, Integer::sum))
                .filter(message -> message.getBody().toString().equals("bad"))
                .blockFirst(COMES);
        assertThat(second).isNotNull();
        assertThat(seen).containsEntry("good", 1).containsEntry("bad", 1);
        pass(Duration.ofMillis(500));
        assertThat(texts(peekAll(clients.receiver(queue)))).doesNotContain("good");
    }
}
