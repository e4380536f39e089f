package io.rowferry.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Looking at messages without receiving them, scheduling, and receiving what was put aside. */
final class MessageOperations {
    /** An answer is cut after so many bytes; the client asks again from the next number. */
    private static final int PEEKED_BYTES = 1 << 20;

    private final Queue queue;

    MessageOperations(Queue queue) {
        this.queue = queue;
    }

    Response peek(Request request) {
        long count = request.number("message-count");
        String session = request.text("session-id");
        List<byte[]> found = new ArrayList<>();
        long[] bytes = {0};
        QueueLog.Visitor look = (sequence, record) -> {
            StoredMessage body = session == null || session.equals(record.sessionId())
                    ? queue.log().bodyIfThere(sequence)
                    : null;
            if (body != null) {
                byte[] message =
                        whole(body, queue.stamp(sequence, record.deliveryCount(), record.state(), StoredMessage.NONE));
                found.add(message);
                bytes[0] += message.length;
            }
            return found.size() < count && bytes[0] < PEEKED_BYTES;
        };
        long from = request.number("from-sequence-number");
        if (session != null && queue.settings().requiresSession()) {
            queue.log().scan(session, from, look);
        } else {
            queue.log().scan(from, look);
        }
        if (found.isEmpty()) {
            return Response.nothingThere();
        }
        AmqpWriter writer = new AmqpWriter((int) bytes[0] + 64 * found.size());
        int map = writer.openMap();
        writer.string("messages");
        int list = writer.openList();
        for (byte[] message : found) {
            int entry = writer.openMap();
            writer.string("message").binary(message).close(entry, 2);
        }
        return Response.done(writer.close(list, found.size()).close(map, 2).toBytes());
    }

    Response schedule(Request request) {
        List<IncomingMessage> messages = new ArrayList<>();
        for (Object entry : request.list("messages")) {
            if (!(entry instanceof Map<?, ?> map) || !(map.get("message") instanceof byte[] bytes)) {
                throw new MalformedMessageException("a message to schedule is missing");
            }
            IncomingMessage message = IncomingMessage.parse(bytes, 0, bytes.length);
            Refusal refusal = queue.refusal(message);
            if (refusal != null) {
                return Response.refused(refusal);
            }
            messages.add(message);
        }
        long[] sequences = messages.stream().mapToLong(queue::enqueue).toArray();
        AmqpWriter writer = new AmqpWriter(64);
        int map = writer.openMap();
        writer.string("sequence-numbers").longs(sequences).close(map, 2);
        return Response.done(writer.toBytes());
    }

    Response cancelScheduled(Request request) {
        long[] sequences = request.sequenceNumbers();
        for (long sequence : sequences) {
            if (!queue.isScheduled(sequence)) {
                return Response.refused(Refusal.noSuchMessage("No message is scheduled under " + sequence + "."));
            }
        }
        for (long sequence : sequences) {
            queue.cancelScheduled(sequence);
        }
        return Response.done();
    }

    Response receiveDeferred(Request request, ClientConnection from) {
        String session = request.text("session-id");
        boolean withLock = request.number("receiver-settle-mode") != 0;
        if (session != null && !holds(session, from)) {
            return Response.refused(Refusal.sessionLockLost(session));
        }
        List<Message> messages = new ArrayList<>();
        for (long sequence : request.sequenceNumbers()) {
            Message message = queue.dispatch().findDeferred(sequence, session);
            if (message == null || messages.contains(message)) {
                return Response.refused(Refusal.noSuchMessage("No deferred message has the number " + sequence + "."));
            }
            messages.add(message);
        }
        AmqpWriter writer = new AmqpWriter(1024);
        int map = writer.openMap();
        writer.string("messages");
        int list = writer.openList();
        messages.forEach(message -> write(writer, queue.dispatch().takeDeferred(message, withLock)));
        return Response.done(writer.close(list, messages.size()).close(map, 2).toBytes());
    }

    private void write(AmqpWriter writer, Delivery delivery) {
        Lock lock = delivery.lock();
        long lockedUntil = lock == null ? StoredMessage.NONE : lock.until();
        int entry = writer.openMap();
        writer.string("message").binary(whole(delivery.body(), queue.stamp(delivery.message(), lockedUntil)));
        if (lock != null) {
            writer.string("lock-token").uuid(lock.token());
        }
        writer.close(entry, lock == null ? 2 : 4);
    }

    private boolean holds(String session, ClientConnection from) {
        MessageSession found = queue.dispatch().sessions().find(session);
        return found != null && found.holder() instanceof DeliveryLink link && link.isOf(from);
    }

    private static byte[] whole(StoredMessage body, StoredMessage.Stamp stamp) {
        byte[] head = body.head(stamp);
        return new AmqpWriter(head.length + body.keptLength())
                .raw(head, 0, head.length)
                .raw(body.bytes(), body.keptAt(), body.keptLength())
                .finished();
    }
}
