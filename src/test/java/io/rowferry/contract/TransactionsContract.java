package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.ServiceBusTransactionContext;
import com.azure.messaging.servicebus.models.AbandonOptions;
import com.azure.messaging.servicebus.models.CompleteOptions;
import com.azure.messaging.servicebus.models.DeadLetterOptions;
import com.azure.messaging.servicebus.models.DeferOptions;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import com.azure.messaging.servicebus.models.SubQueue;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Several operations that are done together or not at all. */
abstract class TransactionsContract extends Contract {
    private static final String TRANSACTIONS = "Overview of Service Bus transaction processing";

    /** Settling is looked at through the other connection, which is in no transaction. */
    private List<String> seen(String queue) {
        return texts(peekAll(clients.elsewhere().receiver(queue)));
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSACTIONS)
    void sends_are_seen_after_the_commit_only() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        ServiceBusTransactionContext transaction = sender.createTransaction();
        sender.sendMessage(message("a"), transaction);
        sender.sendMessages(messages("b", "c"), transaction);
        assertThat(seen(queue)).isEmpty();
        sender.commitTransaction(transaction);
        assertThat(texts(receive(clients.deleting(queue), 3))).containsExactly("a", "b", "c");
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSACTIONS)
    void what_was_sent_is_gone_after_a_rollback() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        ServiceBusTransactionContext transaction = sender.createTransaction();
        sender.sendMessage(message("never"), transaction);
        sender.rollbackTransaction(transaction);
        sender.sendMessage(message("later"));
        assertThat(seen(queue)).containsExactly("later");
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSACTIONS)
    void receiving_is_ended_and_sending_done_together() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        sender.sendMessage(message("in"));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        ServiceBusReceivedMessage in = receiveOne(receiver);
        ServiceBusTransactionContext transaction = receiver.createTransaction();
        sender.sendMessage(message("out"), transaction);
        receiver.complete(in, new CompleteOptions().setTransactionContext(transaction));
        assertThat(seen(queue)).containsExactly("in");
        receiver.commitTransaction(transaction);
        assertThat(seen(queue)).containsExactly("out");
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSACTIONS + ": a rollback leaves the message locked")
    void a_completion_that_is_rolled_back_leaves_the_message_to_its_receiver() {
        String queue = queue(Kind.PLAIN);
        clients.sender(queue).sendMessage(message("x"));
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        ServiceBusReceivedMessage got = receiveOne(receiver);
        ServiceBusTransactionContext transaction = receiver.createTransaction();
        receiver.complete(got, new CompleteOptions().setTransactionContext(transaction));
        receiver.rollbackTransaction(transaction);
        assertThat(seen(queue)).containsExactly("x");
        assertNothingComes(clients.elsewhere().receiver(queue));
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSACTIONS + ": complete, abandon, dead-letter, defer")
    void every_way_to_settle_waits_for_the_commit() {
        String queue = queue(Kind.PLAIN);
        messages("done", "again", "bad", "aside").forEach(clients.sender(queue)::sendMessage);
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        List<ServiceBusReceivedMessage> got = receive(receiver, 4);
        ServiceBusTransactionContext transaction = receiver.createTransaction();
        receiver.complete(got.get(0), new CompleteOptions().setTransactionContext(transaction));
        receiver.abandon(
                got.get(1),
                new AbandonOptions()
                        .setPropertiesToModify(Map.of("tried", true))
                        .setTransactionContext(transaction));
        receiver.deadLetter(
                got.get(2), new DeadLetterOptions().setDeadLetterReason("bad").setTransactionContext(transaction));
        receiver.defer(got.get(3), new DeferOptions().setTransactionContext(transaction));
        assertThat(seen(queue)).containsExactly("done", "again", "bad", "aside");
        assertThat(peekAll(clients.deadLetters(queue))).isEmpty();
        receiver.commitTransaction(transaction);

        ServiceBusReceivedMessage again = receiveOne(receiver);
        assertThat(again.getBody()).hasToString("again");
        assertThat(again.getDeliveryCount()).isEqualTo(1);
        assertThat(again.getApplicationProperties()).containsEntry("tried", true);
        receiver.complete(again);
        assertThat(peekAll(receiver))
                .singleElement()
                .satisfies(aside -> assertThat(aside.getState()).isEqualTo(ServiceBusMessageState.DEFERRED));
        receiver.complete(receiver.receiveDeferredMessage(got.get(3).getSequenceNumber()));
        assertThat(receiveOne(clients.deadLetters(queue)).getDeadLetterReason()).isEqualTo("bad");
        assertThat(peekAll(receiver)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "scheduleMessage with a transaction")
    void a_message_is_scheduled_by_the_commit() {
        String queue = queue(Kind.PLAIN);
        ServiceBusSenderClient sender = clients.sender(queue);
        ServiceBusTransactionContext transaction = sender.createTransaction();
        sender.scheduleMessage(message("kept"), now().plusHours(1), transaction);
        assertThat(seen(queue)).isEmpty();
        sender.commitTransaction(transaction);
        assertThat(seen(queue)).containsExactly("kept");
        ServiceBusTransactionContext second = sender.createTransaction();
        sender.scheduleMessage(message("never"), now().plusHours(1), second);
        sender.rollbackTransaction(second);
        assertThat(seen(queue)).containsExactly("kept");
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSACTIONS)
    void messages_of_a_session_are_sent_and_completed_together() {
        String queue = queue(Kind.SESSIONS);
        String session = newId();
        ServiceBusSenderClient sender = clients.sender(queue);
        sender.sendMessages(inSession(session, "in"));
        ServiceBusReceiverClient holder = clients.session(queue, session);
        ServiceBusReceivedMessage in = receiveOne(holder);
        ServiceBusTransactionContext transaction = holder.createTransaction();
        sender.sendMessage(inSession(session, "out").get(0), transaction);
        holder.complete(in, new CompleteOptions().setTransactionContext(transaction));
        holder.commitTransaction(transaction);
        assertThat(texts(receive(holder, 1))).containsExactly("out");
        assertThat(texts(peekAll(holder))).containsExactly("out");
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSACTIONS)
    void a_transaction_ends_once() {
        ServiceBusSenderClient sender = clients.sender(queue(Kind.PLAIN));
        ServiceBusTransactionContext transaction = sender.createTransaction();
        sender.sendMessage(message("x"), transaction);
        sender.commitTransaction(transaction);
        assertThatThrownBy(() -> sender.commitTransaction(transaction)).isInstanceOf(RuntimeException.class);
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSACTIONS + ": transfers and send via")
    void a_message_moves_from_one_queue_to_another() {
        String from = queue(Kind.PLAIN);
        String to = queue(Kind.FEW);
        clients.sender(from).sendMessage(message("x"));
        ServiceBusClientBuilder crossing = Namespace.running().builder().enableCrossEntityTransactions();
        ServiceBusReceiverClient receiver = clients.closing(
                crossing.receiver().queueName(from).disableAutoComplete().buildClient());
        ServiceBusReceivedMessage got = receiveOne(receiver);
        ServiceBusSenderClient sender =
                clients.closing(crossing.sender().queueName(to).buildClient());
        ServiceBusTransactionContext transaction = receiver.createTransaction();
        receiver.complete(got, new CompleteOptions().setTransactionContext(transaction));
        sender.sendMessage(message("moved"), transaction);
        assertThat(seen(to)).isEmpty();
        receiver.commitTransaction(transaction);
        assertThat(seen(from)).isEmpty();
        assertThat(seen(to)).containsExactly("moved");
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = TRANSACTIONS + ": also between a queue and its dead-letter queue")
    void a_dead_letter_is_sent_back_into_its_queue() {
        String queue = queue(Kind.PLAIN);
        messages("stays", "moves").forEach(clients.sender(queue)::sendMessage);
        ServiceBusReceiverClient receiver = clients.receiver(queue);
        receive(receiver, 2).forEach(receiver::deadLetter);
        ServiceBusClientBuilder crossing = Namespace.running().builder().enableCrossEntityTransactions();
        ServiceBusReceiverClient dead = clients.closing(crossing.receiver()
                .queueName(queue)
                .subQueue(SubQueue.DEAD_LETTER_QUEUE)
                .maxAutoLockRenewDuration(Duration.ZERO)
                .disableAutoComplete()
                .buildClient());
        List<ServiceBusReceivedMessage> letters = receive(dead, 2);
        ServiceBusSenderClient sender =
                clients.closing(crossing.sender().queueName(queue).buildClient());
        ServiceBusTransactionContext rolledBack = dead.createTransaction();
        dead.complete(letters.get(0), new CompleteOptions().setTransactionContext(rolledBack));
        sender.sendMessage(message("never"), rolledBack);
        dead.rollbackTransaction(rolledBack);
        assertThat(seen(queue)).isEmpty();

        ServiceBusTransactionContext transaction = dead.createTransaction();
        dead.complete(letters.get(1), new CompleteOptions().setTransactionContext(transaction));
        sender.sendMessage(message("replayed"), transaction);
        dead.commitTransaction(transaction);
        assertThat(seen(queue)).containsExactly("replayed");
        assertThat(texts(peekAll(clients.deadLetters(queue)))).containsExactly("stays");
    }
}
