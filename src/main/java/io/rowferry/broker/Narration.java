package io.rowferry.broker;

import org.apache.qpid.protonj2.engine.Link;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.apache.qpid.protonj2.types.messaging.Target;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The story of a broker for who wants to read along: one line per event, at the level debug. It names queues, sessions,
 * numbers and sizes, and never a body, a property or a message-id. While nobody reads, an event costs one comparison.
 */
final class Narration {
    private static final Logger LOG = LoggerFactory.getLogger("io.rowferry.broker");

    private Narration() {}

    static void connected(String peer) {
        LOG.debug("{} connected", peer);
    }

    static void disconnected(String peer) {
        LOG.debug("{} disconnected", peer);
    }

    static void linked(String peer, Link<?> link) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} {}", peer, purpose(link));
        }
    }

    static void unlinked(String peer, Link<?> link) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} no longer {}", peer, purpose(link));
        }
    }

    /** What a client does on a link, and with what. */
    private static String purpose(Link<?> link) {
        if (link.isReceiver()) {
            if (!(link.getRemoteTarget() instanceof Target target)) {
                return "uses transactions";
            }
            String address = target.getAddress();
            return (address.contains("$management") || address.equals("$cbs") ? "asks " : "sends to ") + address;
        }
        Source source = link.getRemoteSource();
        String address = source.getAddress();
        if (address.contains("$management") || address.equals("$cbs")) {
            return "awaits answers of " + address;
        }
        return (SessionFilter.isIn(source) ? "receives a session of " : "receives from ") + address;
    }

    static void transaction(String peer, String what) {
        LOG.debug("{} {} a transaction", peer, what);
    }

    static void granted(String peer, String session, String queue) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} holds session {} of {}", peer, session, queue);
        }
    }

    static void refused(String peer, Refusal refusal) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} refused: {} {}", peer, refusal.condition(), refusal.description());
        }
    }

    static void answered(String peer, String node, String operation, Response response) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} asked {} for {}: {}", peer, node, operation, response);
        }
    }

    static void came(String queue, long sequence, MessageRecord record) {
        if (LOG.isDebugEnabled()) {
            LOG.debug(
                    "{} #{} came, {} bytes{}{}",
                    queue,
                    sequence,
                    record.size(),
                    inSession(record.sessionId()),
                    record.state() == MessageRecord.SCHEDULED ? ", scheduled" : "");
        }
    }

    static void cameAgain(String queue) {
        LOG.debug("{} dropped a duplicate", queue);
    }

    static void went(String queue, Message message, boolean withLock) {
        if (LOG.isDebugEnabled()) {
            MessageSession session = message.session();
            LOG.debug(
                    "{} #{} went out{}{}, {}",
                    queue,
                    message.sequence(),
                    message.deliveryCount() == 0 ? "" : " again, delivery " + (message.deliveryCount() + 1),
                    inSession(session == null ? null : session.id()),
                    withLock ? "locked" : "for good");
        }
    }

    static void settled(String queue, long sequence, Outcome outcome) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} #{} {}", queue, sequence, participle(outcome));
        }
    }

    static void lockEnded(String queue, long sequence) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} #{} was not settled in time", queue, sequence);
        }
    }

    static void sessionLockEnded(String queue, String session) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} lock of session {} ended by time", queue, session);
        }
    }

    static void expired(String queue, long sequence) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} #{} reached the end of its life", queue, sequence);
        }
    }

    static void deadLettered(String queue, long sequence) {
        if (LOG.isDebugEnabled()) {
            LOG.debug("{} #{} moved to the dead-letter queue", queue, sequence);
        }
    }

    private static String inSession(@Nullable String session) {
        return session == null ? "" : ", session " + session;
    }

    private static String participle(Outcome outcome) {
        if (outcome instanceof Outcome.Complete) {
            return "completed";
        } else if (outcome instanceof Outcome.Abandon) {
            return "abandoned";
        } else if (outcome instanceof Outcome.Defer) {
            return "deferred";
        }
        return outcome instanceof Outcome.DeadLetter ? "dead-lettered" : "released";
    }
}
