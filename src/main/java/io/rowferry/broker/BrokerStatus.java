package io.rowferry.broker;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a running broker says of itself.
 *
 * @param queues its queues, by name
 * @param connections how many clients are connected, without the one that asks
 */
public record BrokerStatus(List<QueueDepth> queues, int connections) {
    private static final int FIELDS = 9;

    /**
     * Asks the broker at that address, over a connection of its own. Blocks until it has answered.
     *
     * @param patience how long all of it may take
     * @throws java.net.ConnectException when nobody listens there
     * @throws java.net.ProtocolException when somebody else than such a broker does, or one that does not answer
     * @throws IOException when the connection breaks on the way
     */
    public static BrokerStatus of(InetSocketAddress address, Duration patience) throws IOException {
        try (AmqpRequest request = AmqpRequest.connect(address, patience)) {
            return decode(request.answer(NamespaceNode.ADDRESS, NamespaceNode.READ_QUEUES));
        }
    }

    byte[] encode() {
        AmqpWriter writer = new AmqpWriter(64 + 128 * queues.size());
        int map = writer.openMap();
        writer.string("connections").integer(connections).string("queues");
        int list = writer.openList();
        for (QueueDepth queue : queues) {
            int entry = writer.openMap();
            writer.string("queue").string(queue.queue());
            writer.string("active").longInteger(queue.active());
            writer.string("locked").longInteger(queue.locked());
            writer.string("deferred").longInteger(queue.deferred());
            writer.string("scheduled").longInteger(queue.scheduled());
            writer.string("dead-letters").longInteger(queue.deadLetters());
            writer.string("sessions").longInteger(queue.sessions());
            writer.string("held-sessions").longInteger(queue.heldSessions());
            writer.string("bytes").longInteger(queue.bytes());
            writer.close(entry, 2 * FIELDS);
        }
        return writer.close(list, queues.size()).close(map, 4).toBytes();
    }

    /** Throws {@link MalformedMessageException} for anything else than {@link #encode} makes. */
    private static BrokerStatus decode(@Nullable Object body) {
        List<QueueDepth> queues = new ArrayList<>();
        if (body instanceof Map<?, ?> map && map.get("queues") instanceof List<?> list) {
            for (Object entry : list) {
                if (entry instanceof Map<?, ?> queue) {
                    queues.add(decode(queue));
                }
            }
            return new BrokerStatus(queues, (int) number(map, "connections"));
        }
        throw new MalformedMessageException("the answer has no queues");
    }

    private static QueueDepth decode(Map<?, ?> queue) {
        return new QueueDepth(
                String.valueOf(queue.get("queue")),
                number(queue, "active"),
                number(queue, "locked"),
                number(queue, "deferred"),
                number(queue, "scheduled"),
                number(queue, "dead-letters"),
                number(queue, "sessions"),
                number(queue, "held-sessions"),
                number(queue, "bytes"));
    }

    private static long number(Map<?, ?> map, String key) {
        if (map.get(key) instanceof Number number) {
            return number.longValue();
        }
        throw new MalformedMessageException("the answer has no number '" + key + "'");
    }
}
