package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import com.azure.messaging.servicebus.ServiceBusSenderClient;
import com.azure.messaging.servicebus.models.ServiceBusMessageState;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestartTest {
    @TempDir
    Path data;

    @Test
    void a_restart_keeps_everything_that_was_accepted_and_brings_back_nothing_that_was_settled() throws Exception {
        OffsetDateTime later = OffsetDateTime.now(ZoneOffset.UTC).plusHours(1);
        try (LocalBus bus = LocalBus.in(data)) {
            ServiceBusSenderClient sender = bus.sender("lanes");
            for (int i = 0; i < 6; i++) {
                sender.sendMessage(LocalBus.message("id" + i, "s", "m" + i));
            }
            sender.scheduleMessage(LocalBus.message("later", "s", "later"), later);
            ServiceBusReceiverClient holder = bus.sessions("lanes").acceptSession("s");
            List<ServiceBusReceivedMessage> got = LocalBus.receive(holder, 5);
            holder.complete(got.get(0));
            holder.deadLetter(got.get(1));
            holder.defer(got.get(2));
            holder.abandon(got.get(3));
            holder.setSessionState(new byte[] {42});
        }
        try (LocalBus bus = LocalBus.in(data, settings -> settings.withAutoCreated(null))) {
            bus.sender("lanes").sendMessage(LocalBus.message("id0", "s", "a duplicate"));
            ServiceBusReceiverClient holder = bus.sessions("lanes").acceptNextSession();
            assertThat(holder.getSessionState()).containsExactly(42);
            List<ServiceBusReceivedMessage> got = LocalBus.receive(holder, 9);
            assertThat(LocalBus.texts(got)).containsExactly("m3", "m4", "m5");
            assertThat(got.stream().map(ServiceBusReceivedMessage::getDeliveryCount))
                    .containsExactly(1L, 0L, 0L);
            assertThat(holder.receiveDeferredMessage(3).getBody()).hasToString("m2");
            assertThat(holder.peekMessages(9, 7))
                    .hasSize(1)
                    .allMatch(message -> message.getState() == ServiceBusMessageState.SCHEDULED);
            assertThat(LocalBus.texts(LocalBus.receive(bus.deadLetters("lanes"), 1)))
                    .containsExactly("m1");
            bus.sender("lanes").sendMessage(LocalBus.message("new", "s", "new"));
            assertThat(LocalBus.receive(holder, 1).get(0).getSequenceNumber()).isEqualTo(8);
        }
    }

    @Test
    void a_folder_and_a_port_belong_to_one_broker() throws Exception {
        BrokerSettings settings = BrokerSettings.in(data, Clock.systemUTC());
        try (Broker first = Broker.start(settings)) {
            assertThatThrownBy(() -> Broker.start(settings))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("in use by another broker");
            assertThatThrownBy(() -> Broker.start(settings.withPort(first.port())))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("port " + first.port());
        }
        Broker.start(settings).close();
    }

    @Test
    void a_folder_belongs_to_one_process_until_it_is_gone_even_if_it_was_killed() throws Exception {
        BrokerSettings settings = BrokerSettings.in(data, Clock.systemUTC());
        try (BrokerProcess first = BrokerProcess.start(data)) {
            assertThatThrownBy(() -> Broker.start(settings))
                    .isInstanceOf(BrokerStartException.class)
                    .hasMessageContaining("in use by another broker")
                    .hasMessageContaining(data.toString());
            try (ServiceBusSenderClient sender =
                    LocalBus.builder(first.port()).sender().queueName("lanes").buildClient()) {
                sender.sendMessage(LocalBus.message("1", "s", "it was not disturbed"));
            }
            first.kill();
            Broker.start(settings).close();
        }
    }

    @Test
    void a_queue_cannot_change_between_sessions_and_none() throws Exception {
        BrokerSettings settings = BrokerSettings.in(data, Clock.systemUTC());
        Broker.start(settings.withQueues(Map.of("Q", QueueSettings.PLAIN))).close();
        assertThatThrownBy(() -> Broker.start(settings.withQueues(Map.of("q", QueueSettings.OF_ROWFERRY))))
                .isInstanceOf(BrokerStartException.class)
                .hasMessageContaining("RequiresSession=false");
        Broker.start(settings).close();
    }

    @Test
    void an_idle_broker_ends_by_itself() throws Exception {
        try (LocalBus bus = LocalBus.in(data, settings -> settings.withStopWhenIdle(Duration.ofMillis(300)))) {
            bus.sender("lanes").sendMessage(LocalBus.message("1", "s", "x"));
            bus.closeClients();
            bus.broker().awaitStop();
        }
        try (LocalBus again = LocalBus.in(data)) {
            assertThat(again.sessions("lanes").acceptNextSession().getSessionId())
                    .isEqualTo("s");
        }
    }

    @Test
    void a_live_sender_goes_on_after_a_restart_on_the_same_port() throws Exception {
        int port;
        try (LocalBus bus = LocalBus.in(data)) {
            port = bus.broker().port();
        }
        try (ServiceBusSenderClient sender =
                LocalBus.builder(port).sender().queueName("lanes").buildClient()) {
            try (LocalBus bus = LocalBus.in(data, settings -> settings.withPort(port))) {
                assertThat(bus.broker().port()).isEqualTo(port);
                sender.sendMessage(LocalBus.message("1", "s", "before"));
            }
            try (LocalBus bus = LocalBus.in(data, settings -> settings.withPort(port))) {
                sender.sendMessage(LocalBus.message("2", "s", "after"));
                ServiceBusReceiverClient holder = bus.sessions("lanes").acceptSession("s");
                assertThat(LocalBus.texts(LocalBus.receive(holder, 2))).containsExactly("before", "after");
            }
        }
    }
}
