package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.messaging.servicebus.ServiceBusFailureReason;
import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import com.azure.messaging.servicebus.ServiceBusReceiverClient;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How long a session is held. */
abstract class SessionLocksContract extends Contract {
    private static final String SESSIONS = "Message sessions";

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = SESSIONS + ": its lock covers its messages")
    void a_session_lock_is_renewed_by_hand() {
        String queue = queue(Kind.BRIEF_SESSIONS);
        String session = newId();
        clients.sender(queue).sendMessages(inSession(session, "x"));
        ServiceBusReceiverClient holder = clients.session(queue, session);
        ServiceBusReceivedMessage got = receiveOne(holder);
        assertThat(got.getLockedUntil()).isBetween(now(), now().plusSeconds(9));
        OffsetDateTime last = got.getLockedUntil();
        for (int i = 0; i < 2; i++) {
            pass(Duration.ofSeconds(5));
            OffsetDateTime until = holder.renewSessionLock();
            assertThat(until).isAfter(last.plusSeconds(1));
            last = until;
        }
        holder.complete(got);
        assertThat(peekAll(holder)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "maxAutoLockRenewDuration")
    void a_session_lock_is_renewed_by_the_client_itself() {
        String queue = queue(Kind.BRIEF_SESSIONS);
        String session = newId();
        clients.sender(queue).sendMessages(inSession(session, "x"));
        ServiceBusReceiverClient holder = clients.closing(clients.closing(clients.receivingSessions(queue)
                        .maxAutoLockRenewDuration(Duration.ofMinutes(1))
                        .buildClient())
                .acceptSession(session));
        ServiceBusReceivedMessage got = receiveOne(holder);
        pass(Duration.ofSeconds(11));
        holder.complete(got);
        assertThat(peekAll(holder)).isEmpty();
    }

    @Test
    @Fact(value = Fact.Source.DOCUMENTED, from = SESSIONS + ": an expired session lock counts a delivery")
    void a_lost_session_goes_to_the_next_holder_and_its_messages_count_a_delivery() {
        String queue = queue(Kind.BRIEF_SESSIONS);
        String session = newId();
        clients.sender(queue).sendMessages(inSession(session, "given", "waiting"));
        ServiceBusReceiverClient holder = clients.session(queue, session);
        ServiceBusReceivedMessage got = receiveOne(holder);
        OffsetDateTime until = holder.renewSessionLock();
        ServiceBusReceiverClient next =
                clients.closing(clients.elsewhere().sessions(queue).acceptNextSession());
        assertThat(next.getSessionId()).isEqualTo(session);
        assertThat(now()).isAfterOrEqualTo(until.minusNanos(1_000_000));
        List<ServiceBusReceivedMessage> again = receive(next, 2);
        assertThat(texts(again)).containsExactly("given", "waiting");
        assertThat(counts(again)).containsExactly(1L, 0L);
        assertFails(ServiceBusFailureReason.SESSION_LOCK_LOST, () -> holder.complete(got));
        assertFails(ServiceBusFailureReason.SESSION_LOCK_LOST, holder::renewSessionLock);
        assertFails(ServiceBusFailureReason.SESSION_LOCK_LOST, () -> holder.setSessionState(new byte[] {1}));
        completeAll(next, again);
    }
}
