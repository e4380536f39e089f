package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusProcessorClient;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Links and connections that nobody uses are ended as Service Bus ends them, and clients get over it. */
@Timeout(60)
class IdleTest {
    @TempDir
    Path data;

    private final ShiftedClock clock = new ShiftedClock();
    private LocalBus bus;
    private FaultWatch watch;

    @BeforeEach
    void start() throws Exception {
        bus = LocalBus.in(
                data,
                settings -> settings.withClock(clock)
                        .withQueues(Map.of("lanes", QueueSettings.OF_ROWFERRY, "plain", QueueSettings.PLAIN)));
        watch = FaultWatch.of(bus.broker());
    }

    @AfterEach
    void stop() {
        bus.close();
        watch.close();
        assertThat(watch.faults()).isEmpty();
    }

    private RawPeer inSession() throws Exception {
        return RawPeer.inSession(bus.broker().port());
    }

    @Test
    void a_link_that_waits_in_vain_for_ten_minutes_is_detached_and_five_later_its_connection_closed() throws Exception {
        try (RawPeer peer = inSession()) {
            peer.attachToReceive(0, "cbs", "$cbs");
            peer.attachToReceive(1, "r", "plain");
            peer.credit(1, 1_000);
            peer.attachToSend(2, "s", "plain");
            clock.advance(Duration.ofMinutes(9));
            peer.transfer(
                    2, 0, 0, false, new AmqpWriter(9).section(0x77).string("x").toBytes());
            peer.await(RawPeer.TRANSFER);
            // Or its lock would end, and the message come again and again, which is a use of the link.
            peer.accept(0);
            peer.attachToReceive(5, "until it is accepted", "$cbs");
            clock.advance(Duration.ofMinutes(9));
            peer.credit(1, 1_000);
            peer.attachToReceive(3, "r2", "plain");
            clock.advance(Duration.ofMinutes(2));
            RawPeer.Frame detach = peer.await(RawPeer.DETACH);
            assertThat(detach.condition(2)).isEqualTo("amqp:link:detach-forced");
            peer.attachToReceive(4, "r3", "plain");
            clock.advance(Duration.ofMinutes(11));
            for (int i = 0; i < 3; i++) {
                assertThat(peer.await(RawPeer.DETACH).condition(2)).isEqualTo("amqp:link:detach-forced");
            }
            clock.advance(Duration.ofMinutes(6));
            assertThat(peer.untilClosed()).isEqualTo("amqp:connection:forced");
        }
    }

    @Test
    void a_connection_without_a_link_is_closed_after_a_minute() throws Exception {
        try (RawPeer peer = inSession()) {
            clock.advance(Duration.ofSeconds(50));
            peer.attachToReceive(0, "cbs", "$cbs");
            clock.advance(Duration.ofSeconds(11));
            assertThat(peer.untilClosed()).isEqualTo("amqp:connection:forced");
        }
    }

    @Test
    void a_sender_and_a_receiver_go_on_after_they_were_idle() throws Exception {
        ServiceBusSenderClient sender = bus.sender("plain");
        ServiceBusReceiverClient receiver = bus.receiver("plain");
        for (String text : new String[] {"first", "second", "third"}) {
            LocalBus.sendOnceLinkIsOpenAgain(sender, LocalBus.message(text, "any", text));
            ServiceBusReceivedMessage message = LocalBus.receive(receiver, 1).get(0);
            assertThat(message.getBody()).hasToString(text);
            receiver.complete(message);
            letIdle(text.equals("second"));
        }
    }

    @Test
    void a_session_holder_that_renews_keeps_its_link_and_one_that_does_not_loses_it() throws Exception {
        bus.sender("lanes").sendMessage(LocalBus.message("1", "s", "x"));
        ServiceBusReceiverClient session = bus.sessions("lanes").acceptSession("s");
        ServiceBusReceivedMessage message = LocalBus.receive(session, 1).get(0);
        try (RawPeer other = inSession()) {
            other.attachToReceive(0, "other", "plain");
            for (int i = 0; i < 30; i++) {
                clock.advance(Duration.ofSeconds(40));
                session.renewSessionLock();
            }
            other.await(RawPeer.DETACH);
        }
        session.complete(message);
        assertThat(session.peekMessage()).isNull();
        clock.advance(Duration.ofMinutes(11));
        assertThatThrownBy(() -> LocalBus.receive(session, 1)).isInstanceOf(RuntimeException.class);
        assertThat(bus.sessions("lanes").acceptSession("s").getSessionId()).isEqualTo("s");
    }

    @Test
    void processors_go_on_after_they_were_idle() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        ServiceBusProcessorClient plain = bus.closing(bus.builder()
                .processor()
                .queueName("plain")
                .processMessage(
                        context -> received.add(context.getMessage().getBody().toString()))
                .processError(error -> {})
                .buildProcessorClient());
        ServiceBusProcessorClient lanes = bus.closing(bus.builder()
                .sessionProcessor()
                .queueName("lanes")
                .sessionIdleTimeout(Duration.ofSeconds(20))
                .processMessage(
                        context -> received.add(context.getMessage().getBody().toString()))
                .processError(error -> {})
                .buildProcessorClient());
        plain.start();
        lanes.start();
        for (String text : new String[] {"before", "after"}) {
            bus.sender("plain").sendMessage(LocalBus.message("p" + text, "any", text));
            bus.sender("lanes").sendMessage(LocalBus.message("l" + text, "s", text));
            assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(text);
            assertThat(received.poll(20, TimeUnit.SECONDS)).isEqualTo(text);
            awaitCompleted("plain");
            awaitCompleted("lanes");
            letIdle(false);
        }
    }

    /** Until idle links are detached, and their connections closed if wanted; a link of this test's own tells when. */
    private void letIdle(boolean connectionsToo) throws Exception {
        try (RawPeer idle = inSession()) {
            idle.attachToReceive(0, "idle", "plain");
            clock.advance(Duration.ofMinutes(11));
            idle.await(RawPeer.DETACH);
            if (connectionsToo) {
                clock.advance(Duration.ofMinutes(6));
                idle.untilClosed();
            }
        }
    }

    private void awaitCompleted(String queue) throws InterruptedException {
        ServiceBusReceiverClient peeking = bus.receiver(queue);
        while (peeking.peekMessage(0) != null) {
            TimeUnit.MILLISECONDS.sleep(20); // Until the time-out of the test.
        }
    }
}
