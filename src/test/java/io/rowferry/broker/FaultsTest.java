package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.core.amqp.AmqpRetryMode;
import com.azure.core.amqp.AmqpRetryOptions;
import com.azure.messaging.servicebus.ServiceBusClientBuilder;
import com.azure.messaging.servicebus.ServiceBusException;
import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each fault as the Java client meets it; those that keep it waiting, side by side. */
class FaultsTest {
    @TempDir
    Path data;

    private LocalBus bus;

    @BeforeEach
    void start() throws Exception {
        bus = LocalBus.in(
                data,
                settings -> settings.withQueues(Map.of(
                        "plain",
                        QueueSettings.PLAIN,
                        "once",
                        QueueSettings.PLAIN.withDuplicateWindow(Duration.ofMinutes(10)))));
    }

    @AfterEach
    void stop() {
        bus.close();
    }

    private ArmedFault arm(String fault) {
        return bus.broker().arm(Fault.parse(fault), 1);
    }

    private List<String> waiting(String queue) {
        return LocalBus.texts(bus.receiver(queue).peekMessages(100));
    }

    private void send(String queue, String... texts) {
        ServiceBusSenderClient sender = bus.sender(queue);
        for (String text : texts) {
            sender.sendMessage(LocalBus.message(text, "s", text));
        }
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_connection_cut_at_the_third_message_is_made_again() {
        ArmedFault cut = arm("cut:queue=plain,at=3");
        send("plain", "a", "b", "c", "d");
        assertThat(cut.struck()).isEqualTo(1);
        assertThat(waiting("plain")).containsExactly("a", "b", "c", "d");
    }

    @Test
    void a_session_that_is_cut_off_comes_again_uncounted() {
        send("lanes", "a", "b");
        ArmedFault cut = arm("cut:at=2");
        List<ServiceBusReceivedMessage> got = new ArrayList<>();
        assertThatCode(() -> got.addAll(LocalBus.receive(bus.sessions("lanes").acceptSession("s"), 2)))
                .satisfiesAnyOf(
                        none -> assertThat(none).isNull(),
                        terminated -> assertThat(terminated).hasMessageContaining("terminated"));
        assertThat(cut.struck()).isEqualTo(1);
        assertThat(LocalBus.texts(got)).doesNotContain("b");
        List<ServiceBusReceivedMessage> again =
                LocalBus.receive(bus.sessions("lanes").acceptSession("s"), 2);
        assertThat(LocalBus.texts(again)).containsExactly("a", "b");
        assertThat(again.get(0).getDeliveryCount()).isZero();
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_full_queue_refuses_for_good_and_a_busy_one_for_a_while() {
        ArmedFault full = arm("full:after=1");
        send("plain", "a");
        assertThatThrownBy(() -> send("plain", "b"))
                .isInstanceOfSatisfying(
                        ServiceBusException.class,
                        e -> assertThat(e.getReason()).isEqualTo(ServiceBusFailureReason.QUOTA_EXCEEDED));
        full.disarm();
        ArmedFault busy = arm("throttle:times=1");
        long start = System.nanoTime();
        send("plain", "c");
        assertThat(busy.struck()).isEqualTo(1);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(4));
        ArmedFault once = arm("refuse:times=1");
        send("plain", "d");
        assertThat(once.struck()).isEqualTo(1);
        assertThat(waiting("plain")).containsExactly("a", "c", "d");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_lost_acknowledgement_makes_the_client_send_twice_and_the_window_drops_the_second() {
        for (String queue : List.of("once", "plain")) {
            ServiceBusSenderClient sender =
                    bus.closing(hasty().sender().queueName(queue).buildClient());
            sender.sendMessage(LocalBus.message("first", "s", "first"));
            ArmedFault lost = arm("lose-ack:at=1,queue=" + queue);
            sender.sendMessage(LocalBus.message("x", "s", "x"));
            assertThat(lost.struck()).isEqualTo(1);
        }
        assertThat(waiting("once")).containsExactly("first", "x");
        assertThat(waiting("plain")).containsExactly("first", "x", "x");
    }

    /** A client that notices soon that it was not answered. */
    private ServiceBusClientBuilder hasty() {
        return bus.builder()
                .retryOptions(new AmqpRetryOptions()
                        .setTryTimeout(Duration.ofSeconds(2))
                        .setMaxRetries(4)
                        .setDelay(Duration.ofMillis(100))
                        .setMode(AmqpRetryMode.FIXED));
    }

    @Test
    void a_message_may_come_twice() {
        arm("twice:at=1");
        send("once", "x", "y");
        assertThat(waiting("once")).containsExactly("x", "x", "y");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_settlement_is_lost_or_only_its_answer() {
        send("plain", "a", "b");
        ServiceBusReceiverClient receiver = bus.closing(
                hasty().receiver().queueName("plain").disableAutoComplete().buildClient());
        List<ServiceBusReceivedMessage> got = LocalBus.receive(receiver, 2);
        arm("lose-settlement:at=1");
        assertThatThrownBy(() -> receiver.complete(got.get(0))).isInstanceOf(RuntimeException.class);
        assertThat(waiting("plain")).containsExactly("a", "b");
        arm("lose-ack:at=1");
        assertThatThrownBy(() -> receiver.complete(got.get(1))).isInstanceOf(RuntimeException.class);
        assertThat(waiting("plain")).containsExactly("a");
    }

    @Test
    void locks_end_early_and_count() {
        send("plain", "a");
        arm("expire-lock:at=1,for=10ms");
        ServiceBusReceiverClient receiver = bus.receiver("plain");
        ServiceBusReceivedMessage first = LocalBus.receive(receiver, 1).get(0);
        ServiceBusReceivedMessage second = LocalBus.receive(receiver, 1).get(0);
        assertThat(first.getDeliveryCount()).isZero();
        assertThat(second.getDeliveryCount()).isEqualTo(1);
        assertThatThrownBy(() -> receiver.complete(first)).hasStackTraceContaining("lock");
        receiver.complete(second);

        send("lanes", "b");
        arm("expire-lock:at=1");
        ServiceBusReceiverClient holder = bus.sessions("lanes").acceptSession("s");
        try {
            holder.receiveMessages(1, Duration.ofSeconds(5)).stream()
                    .forEach(message ->
                            assertThatThrownBy(() -> holder.complete(message)).hasStackTraceContaining("lock"));
        } catch (RuntimeException e) {
            // The lock may end before the client has handed the message out.
            assertThat(e).hasMessageContaining("The receiver client is terminated");
        }
        assertThat(LocalBus.receive(bus.sessions("lanes").acceptSession("s"), 1)
                        .get(0)
                        .getDeliveryCount())
                .isEqualTo(1);
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void acknowledgements_come_late() {
        arm("delay:for=700ms,times=1");
        long start = System.nanoTime();
        send("plain", "a");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(700));
        assertThat(waiting("plain")).containsExactly("a");
    }

    @Test
    @Execution(ExecutionMode.CONCURRENT)
    void a_client_that_is_not_read_for_a_while_waits() {
        ServiceBusSenderClient sender = bus.sender("plain");
        sender.sendMessage(LocalBus.message("a", "s", "a"));
        arm("stop-reading:at=1,for=1s");
        sender.sendMessage(LocalBus.message("b", "s", "b"));
        long start = System.nanoTime();
        sender.sendMessage(LocalBus.message("c", "s", "c"));
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(500));
        assertThat(waiting("plain")).containsExactly("a", "b", "c");
    }

    @Test
    void the_same_seed_strikes_the_same_messages() {
        List<List<String>> kept = new ArrayList<>();
        for (String queue : List.of("one", "two")) {
            ArmedFault twice = bus.broker().arm(Fault.parse("twice:rate=0.3,queue=" + queue), 42);
            send(queue, "0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
            assertThat(twice.struck()).isBetween(1L, 9L);
            kept.add(waiting(queue));
            twice.disarm();
        }
        assertThat(kept.get(0)).isEqualTo(kept.get(1)).hasSizeBetween(11, 19);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "cut:at=3 | cut:after=2,times=1",
                "lose-ack:queue=Orders,every=10,rate=0.5,times=3 | lose-ack:queue=orders,every=10,rate=0.5,times=3",
                "stop-reading:for=2s,after=7,times=1 | stop-reading:after=7,times=1,for=2000ms",
                "refuse:condition=amqp:unauthorized-access | refuse:condition=amqp:unauthorized-access",
                "delay:for=1s | delay"
            })
    void a_fault_is_read_from_text(String text, String read) {
        assertThat(Fault.parse(text)).hasToString(read);
        assertThat(Fault.parse(read)).isEqualTo(Fault.parse(text));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "cutt | 'cutt' is no fault; there are cut, refuse",
                "cut:at=0 | '0' is not a whole number from 1",
                "cut:at | 'at' is not of the form key=value",
                "cut:rate=2 | '2' is not a rate above 0 up to 1",
                "delay:for=2 | '2' is not a time such as 500ms, 2s or 1m",
                "cut:att=2 | 'att=2' is not a setting; there are queue, at",
                "cut: | '' is not of the form key=value"
            })
    void a_fault_that_makes_no_sense_is_told_in_one_sentence(String text, String expected) {
        assertThatThrownBy(() -> Fault.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the fault '" + text + "' cannot be read: ")
                .hasMessageContaining(expected);
    }
}
