package io.rowferry.broker;

import java.util.Map;
import org.apache.qpid.protonj2.engine.Link;
import org.apache.qpid.protonj2.engine.Receiver;
import org.apache.qpid.protonj2.engine.Sender;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.apache.qpid.protonj2.types.messaging.Terminus;
import org.apache.qpid.protonj2.types.transactions.Coordinator;
import org.apache.qpid.protonj2.types.transport.ReceiverSettleMode;
import org.apache.qpid.protonj2.types.transport.SenderSettleMode;

/** Decides, for each link that a client attaches, what answers on it or why it is refused. */
final class LinkOpening {
    private static final Symbol TIMEOUT = Symbol.valueOf("com.microsoft:timeout");
    private static final long DEFAULT_PATIENCE = 60_000;
    private static final long LONGEST_PATIENCE = 0xffffffffL;

    /** What a request has around a message or a session's state. */
    private static final int ROUND_ABOUT = 64 << 10;

    private final Namespace namespace;
    private final int maxMessageBytes;
    private final RequestNode tokens = new TokenNode();
    private final RequestNode whole;

    /** {@code whole} is the management node of the namespace itself. */
    LinkOpening(Namespace namespace, int maxMessageBytes, RequestNode whole) {
        this.namespace = namespace;
        this.maxMessageBytes = maxMessageBytes;
        this.whole = whole;
    }

    /** The client sends on this link: messages to a queue, or requests to a node. */
    void clientSends(ClientConnection connection, Receiver link) {
        echoModes(link);
        Terminus remote = link.getRemoteTarget();
        if (remote instanceof Coordinator coordinator) {
            coordinate(connection, link, coordinator);
            return;
        }
        if (!(remote instanceof Target target) || target.getAddress() == null) {
            refuse(link, Refusal.noEntity(""));
            return;
        }
        Address address = Address.parse(target.getAddress());
        if (address.isOfNamespace()) {
            request(connection, link, target, address.node() == Address.Node.TOKENS ? tokens : whole);
            return;
        }
        Queue queue = namespace.find(address);
        if (queue == null) {
            refuse(link, Refusal.noEntity(address.path()));
        } else if (address.node() == Address.Node.MANAGEMENT) {
            request(connection, link, target, new ManagementNode(queue));
        } else if (queue.isDeadLetterQueue()) {
            refuse(link, Refusal.notAllowed("Nobody can send to a dead-letter queue."));
        } else {
            take(connection, link, target, queue);
        }
    }

    private void request(ClientConnection connection, Receiver link, Target target, RequestNode node) {
        RequestLink request =
                new RequestLink(connection, link, node, target.getAddress(), 2 * maxMessageBytes + ROUND_ABOUT);
        link.setSource(link.getRemoteSource());
        link.setTarget(target);
        closing(connection, link, request);
        request.open();
    }

    private void coordinate(ClientConnection connection, Receiver link, Coordinator coordinator) {
        CoordinatorLink ours = new CoordinatorLink(connection, link, namespace);
        link.setSource(link.getRemoteSource());
        link.setTarget(coordinator);
        closing(connection, link, ours);
        ours.open();
    }

    private static boolean admits(Link<?> link, Queue queue, boolean receives) {
        return link.getSession().receivers().stream()
                .map(other -> other.getLinkedResource())
                .filter(CoordinatorLink.class::isInstance)
                .map(CoordinatorLink.class::cast)
                .allMatch(coordinator -> coordinator.admits(queue, receives));
    }

    private void take(ClientConnection connection, Receiver link, Target target, Queue queue) {
        admits(link, queue, false);
        IntakeLink intake = new IntakeLink(connection, link, queue, maxMessageBytes);
        link.setSource(link.getRemoteSource());
        link.setTarget(target);
        closing(connection, link, intake);
        intake.open();
    }

    /** The client receives on this link: from a queue, from a session, or the answers of a node. */
    void clientReceives(ClientConnection connection, Sender link) {
        echoModes(link);
        Source source = link.getRemoteSource();
        if (source == null || source.getAddress() == null) {
            refuse(link, Refusal.noEntity(""));
            return;
        }
        Address address = Address.parse(source.getAddress());
        if (address.isOfNamespace()) {
            answer(connection, link, source);
            return;
        }
        Queue queue = namespace.find(address);
        if (queue == null) {
            refuse(link, Refusal.noEntity(address.path()));
        } else if (address.node() == Address.Node.MANAGEMENT) {
            answer(connection, link, source);
        } else {
            receive(connection, link, queue, source);
        }
    }

    private static void answer(ClientConnection connection, Sender link, Source source) {
        Terminus remote = link.getRemoteTarget();
        Target target = remote instanceof Target there ? there : null;
        String own = target == null ? null : target.getAddress();
        ResponseLink response =
                new ResponseLink(connection, link, source.getAddress(), own == null ? link.getName() : own);
        link.setSource(source);
        link.setTarget(target);
        closing(connection, link, response);
        response.open();
    }

    private static void receive(ClientConnection connection, Sender link, Queue queue, Source source) {
        boolean wantsSession = SessionFilter.isIn(source);
        if (wantsSession != queue.settings().requiresSession()) {
            refuse(
                    link,
                    Refusal.notAllowed(
                            wantsSession
                                    ? "The queue '" + queue.path() + "' has no sessions; receive without one."
                                    : "The queue '" + queue.path() + "' requires sessions; accept a session."));
        } else if (!admits(link, queue, true)) {
            refuse(link, Refusal.otherEntity(queue.path()));
        } else if (wantsSession) {
            accept(connection, link, queue, source);
        } else {
            link.setSource(source);
            link.setTarget(link.<Terminus>getRemoteTarget() instanceof Target target ? target : null);
            DeliveryLink delivery = new DeliveryLink(connection, link, queue, null);
            closing(connection, link, delivery);
            delivery.open();
        }
    }

    private static void accept(ClientConnection connection, Sender link, Queue queue, Source source) {
        Object wanted = SessionFilter.wanted(source);
        if (wanted != null && !(wanted instanceof String)) {
            refuse(link, Refusal.badArgument("The filter names no session."));
        } else if (wanted instanceof String id && id.length() > MessageLimits.ID) {
            refuse(link, MessageLimits.sessionIdTooLong(id));
        } else {
            long patienceEnds = queue.now() + patience(link);
            PendingSession pending = new PendingSession(connection, link, queue, source, (String) wanted, patienceEnds);
            closing(connection, link, pending);
            queue.dispatch().sessions().accept(pending, queue.now());
        }
    }

    private static long patience(Sender link) {
        Map<Symbol, Object> properties = link.getRemoteProperties();
        Object timeout = properties == null ? null : properties.get(TIMEOUT);
        return timeout instanceof Number millis
                ? Math.max(0, Math.min(millis.longValue(), LONGEST_PATIENCE))
                : DEFAULT_PATIENCE;
    }

    /** An attach without source or target and then the reason: how Azure refuses a link. */
    static void refuse(Link<?> link, Refusal refusal) {
        Narration.refused(ClientConnection.of(link).peer(), refusal);
        link.open();
        link.setCondition(refusal.toError());
        link.close();
    }

    /** Ties the ends together: when the client's end goes, ours does. */
    private static void closing(ClientConnection connection, Link<?> link, ClientLink ours) {
        link.setLinkedResource(ours);
        Narration.linked(connection.peer(), link);
        connection.opened(link);
        link.closeHandler(closed -> connection.guard(() -> end(connection, link, true)));
        link.detachHandler(detached -> connection.guard(() -> end(connection, link, false)));
    }

    private static void end(ClientConnection connection, Link<?> link, boolean closed) {
        connection.ended(link);
        ClientLink ours = link.getLinkedResource(ClientLink.class);
        if (ours != null) {
            ours.gone();
        }
        if (link.isLocallyOpen()) {
            Narration.unlinked(ClientConnection.of(link).peer(), link);
            if (closed) {
                link.close();
            } else {
                link.detach();
            }
        }
    }

    private static void echoModes(Link<?> link) {
        SenderSettleMode sending = link.getRemoteSenderSettleMode();
        ReceiverSettleMode receiving = link.getRemoteReceiverSettleMode();
        link.setSenderSettleMode(sending == null ? SenderSettleMode.MIXED : sending);
        link.setReceiverSettleMode(receiving == null ? ReceiverSettleMode.FIRST : receiving);
    }
}
