package io.rowferry.broker;

import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.messaging.Terminus;
import org.jspecify.annotations.Nullable;

/**
 * A client's link that asks for a session and is not answered yet: the answer is the grant. It is refused before the client
 * itself gives up; answered later, the session would be locked for a link that nobody holds.
 */
final class PendingSession implements ClientLink, SessionWaiter {
    private static final Symbol LOCKED_UNTIL = Symbol.valueOf("com.microsoft:locked-until-utc");
    private static final long TICKS_AT_EPOCH = 621_355_968_000_000_000L;
    private static final long TICKS_PER_MILLI = 10_000;

    private final ClientConnection connection;
    private final Sender link;
    private final Queue queue;
    private final Source source;
    private final @Nullable String wanted;
    private final long patienceEnds;

    /** {@code wanted} is null for whichever session is free; {@code patienceEnds} in epoch milliseconds. */
    PendingSession(
            ClientConnection connection,
            Sender link,
            Queue queue,
            Source source,
            @Nullable String wanted,
            long patienceEnds) {
        this.connection = connection;
        this.link = link;
        this.queue = queue;
        this.source = source;
        this.wanted = wanted;
        this.patienceEnds = patienceEnds;
    }

    @Override
    public @Nullable String wantedSession() {
        return wanted;
    }

    @Override
    public long patienceEnds() {
        return patienceEnds;
    }

    @Override
    public Taker granted(MessageSession session) {
        Map<Symbol, Object> properties = new HashMap<>();
        properties.put(LOCKED_UNTIL, TICKS_AT_EPOCH + session.lockedUntil() * TICKS_PER_MILLI);
        link.setSource(SessionFilter.granted(source, session.id()));
        link.setTarget(link.<Terminus>getRemoteTarget() instanceof Target target ? target : null);
        link.setProperties(properties);
        Narration.granted(connection.peer(), session.id(), queue.path());
        DeliveryLink delivery = new DeliveryLink(connection, link, queue, session);
        delivery.open();
        return delivery;
    }

    @Override
    public void refused(Refusal refusal) {
        LinkOpening.refuse(link, refusal);
    }

    @Override
    public void gone() {
        queue.dispatch().sessions().forget(this);
    }
}
