package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusMessage;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverAsyncClient;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusTransactionContext;
import com.azure.messaging.servicebus.models.CompleteOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.servicebus.models.SubQueue;
import java.nio.file.Path;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import reactor.core.publisher.Flux;

/** What the local broker can show of transactions and a namespace cannot: time that passes, connections that are cut. */
class TransactionsTest {
    @TempDir
    Path data;

    private final ShiftedClock clock = new ShiftedClock();
    private LocalBus bus;

    @BeforeEach
    void start() throws Exception {
        bus = LocalBus.in(
                data,
                settings -> settings.withClock(clock)
                        .withQueues(Map.of(
                                "plain",
                                QueueSettings.PLAIN.withLockDuration(Duration.ofMinutes(5)),
                                "brief",
                                QueueSettings.PLAIN.withLockDuration(Duration.ofSeconds(10)),
                                "other",
                                QueueSettings.PLAIN)));
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    /** A sender and a receiver on one connection, as a transaction needs them. */
    private final class Pair {
        private final ServiceBusSenderClient sender;
        private final ServiceBusReceiverClient receiver;

        Pair(ServiceBusClientBuilder builder, String queue) {
            sender = bus.closing(builder.sender().queueName(queue).buildClient());
            receiver = bus.closing(builder.receiver()
                    .queueName(queue)
                    .maxAutoLockRenewDuration(Duration.ZERO)
                    .disableAutoComplete()
                    .buildClient());
        }

        ServiceBusReceivedMessage receiveOne(String text) {
            sender.sendMessage(LocalBus.message(text, "any", text));
            return LocalBus.receive(receiver, 1).get(0);
        }
    }

    private static CompleteOptions in(ServiceBusTransactionContext transaction) {
        return new CompleteOptions().setTransactionContext(transaction);
    }

    private List<String> waiting(String queue) {
        return LocalBus.texts(bus.receiver(queue).peekMessages(1000));
    }

    @Test
    void a_commit_does_all_and_before_it_nothing_is_seen() {
        Pair pair = new Pair(bus.builder(), "plain");
        ServiceBusReceivedMessage message = pair.receiveOne("in");
        ServiceBusTransactionContext transaction = pair.sender.createTransaction();
        pair.sender.sendMessage(LocalBus.message("out", "any", "out"), transaction);
        pair.receiver.complete(message, in(transaction));
        assertThat(waiting("plain")).containsExactly("in");
        pair.sender.commitTransaction(transaction);
        assertThat(waiting("plain")).containsExactly("out");
    }

    @Test
    void a_rollback_does_nothing_and_leaves_the_lock() {
        Pair pair = new Pair(bus.builder(), "plain");
        ServiceBusReceivedMessage message = pair.receiveOne("in");
        ServiceBusTransactionContext transaction = pair.sender.createTransaction();
        pair.sender.sendMessage(LocalBus.message("out", "any", "out"), transaction);
        long scheduled = pair.sender.scheduleMessage(
                LocalBus.message("later", "any", "later"),
                OffsetDateTime.now(ZoneOffset.UTC).plusHours(1),
                transaction);
        assertThat(scheduled).isEqualTo(2);
        pair.receiver.deadLetter(message, new DeadLetterOptions().setTransactionContext(transaction));
        pair.sender.rollbackTransaction(transaction);
        assertThat(waiting("plain")).containsExactly("in");
        assertThat(bus.deadLetters("plain").peekMessage()).isNull();
        ServiceBusReceivedMessage next = pair.receiveOne("next");
        assertThat(next.getBody()).hasToString("next");
        assertThat(next.getSequenceNumber()).isEqualTo(3);
        assertThatThrownBy(() -> pair.sender.commitTransaction(transaction)).hasStackTraceContaining("unknown-id");
    }

    @Test
    void a_message_is_settled_by_one_transaction_only() {
        Pair pair = new Pair(bus.builder(), "plain");
        pair.receiver.defer(pair.receiveOne("in"));
        ServiceBusReceiverAsyncClient receiver = bus.closing(bus.builder()
                .receiver()
                .queueName("plain")
                .disableAutoComplete()
                .buildAsyncClient());
        ServiceBusReceivedMessage message =
                Objects.requireNonNull(receiver.receiveDeferredMessage(1).block());
        Map<ServiceBusTransactionContext, Boolean> taken =
                Objects.requireNonNull(Flux.concat(receiver.createTransaction(), receiver.createTransaction())
                        .collectList()
                        .flatMapMany(Flux::fromIterable)
                        .flatMap(transaction -> receiver.complete(message, in(transaction))
                                .thenReturn(true)
                                .onErrorReturn(false)
                                .map(done -> Map.entry(transaction, done)))
                        .collectMap(Map.Entry::getKey, Map.Entry::getValue)
                        .block());
        assertThat(taken.values()).containsExactlyInAnyOrder(true, false);
        taken.forEach((transaction, done) -> {
            if (!done) {
                assertThatThrownBy(() -> receiver.commitTransaction(transaction).block())
                        .hasStackTraceContaining("rolled back");
                assertThat(waiting("plain")).containsExactly("in");
            }
        });
        taken.forEach((transaction, done) -> {
            if (done) {
                receiver.commitTransaction(transaction).block();
                assertThat(waiting("plain")).isEmpty();
            }
        });
    }

    @Test
    void a_lock_that_runs_out_before_the_commit_fails_all_of_it() {
        Pair pair = new Pair(bus.builder(), "brief");
        ServiceBusReceivedMessage message = pair.receiveOne("in");
        ServiceBusTransactionContext transaction = pair.sender.createTransaction();
        pair.sender.sendMessage(LocalBus.message("out", "any", "out"), transaction);
        pair.receiver.complete(message, in(transaction));
        clock.advance(Duration.ofSeconds(11));
        assertThat(LocalBus.receive(pair.receiver, 1).get(0).getDeliveryCount()).isEqualTo(1);
        assertThatThrownBy(() -> pair.sender.commitTransaction(transaction)).hasStackTraceContaining("lock");
        assertThat(waiting("brief")).containsExactly("in");
    }

    @Test
    void a_transaction_ends_two_minutes_after_its_first_step() {
        Pair pair = new Pair(bus.builder(), "plain");
        ServiceBusTransactionContext transaction = pair.sender.createTransaction();
        clock.advance(Duration.ofMinutes(3));
        pair.sender.sendMessage(LocalBus.message("out", "any", "out"), transaction);
        clock.advance(Duration.ofSeconds(119));
        pair.sender.sendMessage(LocalBus.message("more", "any", "more"), transaction);
        clock.advance(Duration.ofSeconds(2));
        pair.sender.sendMessage(LocalBus.message("outside", "any", "outside"));
        assertThatThrownBy(() -> pair.sender.commitTransaction(transaction)).hasStackTraceContaining("unknown-id");
        assertThat(waiting("plain")).containsExactly("outside");
    }

    @Test
    void a_hundred_messages_are_too_many_with_one_more() {
        Pair pair = new Pair(bus.builder(), "plain");
        ServiceBusTransactionContext full = pair.sender.createTransaction();
        List<ServiceBusMessage> hundred = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            hundred.add(LocalBus.message("id" + i, "any", "x" + i));
        }
        pair.sender.sendMessages(hundred, full);
        pair.sender.commitTransaction(full);
        assertThat(waiting("plain")).hasSize(100);
        ServiceBusTransactionContext over = pair.sender.createTransaction();
        pair.sender.sendMessages(hundred, over);
        pair.sender.sendMessage(LocalBus.message("one more", "any", "one more"), over);
        assertThatThrownBy(() -> pair.sender.commitTransaction(over)).hasStackTraceContaining("at most 100");
        assertThat(waiting("plain")).hasSize(100);
    }

    @Test
    void a_send_that_was_refused_spoils_the_whole() {
        Pair pair = new Pair(bus.builder(), "plain");
        ServiceBusTransactionContext transaction = pair.sender.createTransaction();
        ArmedFault refusing = bus.broker().arm(Fault.parse("refuse:times=1"), 1);
        pair.sender.sendMessage(LocalBus.message("lost", "any", "lost"), transaction);
        assertThat(refusing.struck()).isEqualTo(1);
        pair.sender.sendMessage(LocalBus.message("out", "any", "out"), transaction);
        assertThatThrownBy(() -> pair.sender.commitTransaction(transaction)).hasStackTraceContaining("rolled back");
        assertThat(waiting("plain")).isEmpty();
    }

    @Test
    void what_is_open_when_the_connection_is_cut_is_rolled_back() throws Exception {
        try (CuttableProxy proxy = new CuttableProxy(bus.broker().port())) {
            Pair pair = new Pair(LocalBus.builder(proxy.port()), "plain");
            ServiceBusReceivedMessage message = pair.receiveOne("in");
            ServiceBusTransactionContext transaction = pair.sender.createTransaction();
            pair.sender.sendMessage(LocalBus.message("out", "any", "out"), transaction);
            pair.receiver.complete(message, in(transaction));
            proxy.cut();
            assertThatThrownBy(() -> pair.sender.commitTransaction(transaction))
                    .isInstanceOf(ServiceBusException.class);
            assertThat(waiting("plain")).containsExactly("in");
            clock.advance(Duration.ofMinutes(6));
            assertThat(LocalBus.texts(LocalBus.receive(bus.receiver("plain"), 1)))
                    .containsExactly("in");
        }
    }

    @Test
    void several_entities_need_a_client_that_says_so_and_receives_from_one() {
        ServiceBusClientBuilder single = bus.builder();
        Pair plain = new Pair(single, "plain");
        ServiceBusSenderClient other =
                bus.closing(single.sender().queueName("other").buildClient());
        ServiceBusReceivedMessage message = plain.receiveOne("in");
        ServiceBusTransactionContext local = plain.receiver.createTransaction();
        plain.receiver.complete(message, in(local));
        other.sendMessage(LocalBus.message("out", "any", "out"), local);
        assertThatThrownBy(() -> plain.receiver.commitTransaction(local)).hasStackTraceContaining("another entity");
        assertThat(waiting("other")).isEmpty();

        ServiceBusClientBuilder cross = bus.builder().enableCrossEntityTransactions();
        bus.sender("plain").sendMessage(LocalBus.message("bad", "any", "bad"));
        ServiceBusReceiverClient receiver = bus.receiver("plain");
        receiver.deadLetter(LocalBus.receive(receiver, 1).get(0));
        ServiceBusReceiverClient dead = bus.closing(cross.receiver()
                .queueName("plain")
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete()
                .buildClient());
        ServiceBusReceivedMessage letter = LocalBus.receive(dead, 1).get(0);
        ServiceBusTransactionContext spanning = dead.createTransaction();
        bus.closing(cross.sender().queueName("plain").buildClient())
                .sendMessage(LocalBus.message("again", "any", "again"), spanning);
        bus.closing(cross.sender().queueName("other").buildClient())
                .sendMessage(LocalBus.message("copy", "any", "copy"), spanning);
        dead.complete(letter, in(spanning));
        assertThat(waiting("other")).isEmpty();
        dead.commitTransaction(spanning);
        assertThat(waiting("other")).containsExactly("copy");
        assertThat(waiting("plain")).containsExactly("in", "again");
        assertThat(bus.deadLetters("plain").peekMessage()).isNull();
        assertThatThrownBy(() -> LocalBus.receive(
                        bus.closing(cross.receiver().queueName("other").buildClient()), 1))
                .hasStackTraceContaining("another entity");
    }
}
