package io.rowferry.broker;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looking at messages without receiving them, scheduling, and receiving what was put aside. */
final class MessageOperations {
    /** An answer is cut after so many bytes; the client asks again from the next number. */
    private static final int PEEKED_BYTES = 1 << 20;

    /** As documented; who asks for more gets so many. */
    private static final int MOST_PEEKED = 250;

    /** What one request may receive by number. */
    private static final long RECEIVED_BYTES = 16 << 20;

    private final Queue queue;

    MessageOperations(Queue queue) {
        this.queue = queue;
    }

    Response peek(Request request) {
        long count = request.number("message-count");
        if (count < 1) {
            return Response.refused(Refusal.outOfRange("The number of messages to peek must be above zero."));
        }
        long most = Math.min(count, MOST_PEEKED);
        String session = request.text("session-id");
        List<byte[]> found = new ArrayList<>();
        long[] bytes = {0};
        QueueLog.Visitor look = (sequence, record) -> {
            StoredMessage body = session == null || session.equals(record.sessionId())
                    ? queue.log().bodyIfThere(sequence)
                    : null;
            if (body != null) {
                byte[] message = whole(
                        body,
                        body.head(queue.stamp(sequence, record.deliveryCount(), record.state(), StoredMessage.NONE)));
                found.add(message);
                bytes[0] += message.length;
            }
            return found.size() < most && bytes[0] < PEEKED_BYTES;
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

    Response schedule(Request request, @Nullable Enlistment within) {
        List<IncomingMessage> messages = new ArrayList<>();
        long all = 0;
        for (Object entry : request.list("messages")) {
            if (!(entry instanceof Map<?, ?> map) || !(map.get("message") instanceof byte[] bytes)) {
                throw new MalformedMessageException("a message to schedule is missing");
            }
            all += bytes.length;
            if (all > queue.maxMessageBytes()) {
                return Response.refused(Refusal.tooLarge(all, queue.maxMessageBytes()));
            }
            IncomingMessage message = IncomingMessage.parse(bytes, 0, bytes.length);
            Refusal refusal = queue.refusal(message);
            if (refusal != null) {
                return Response.refused(refusal);
            }
            messages.add(message);
        }
        if (within == null) {
            return scheduled(messages.stream().mapToLong(queue::enqueue).toArray());
        }
        List<Scheduling> steps = messages.stream()
                .map(message -> new Scheduling(queue, message, queue.log().number()))
                .toList();
        Refusal refusal = within.send(queue, steps);
        return refusal == null
                ? scheduled(steps.stream().mapToLong(Scheduling::sequence).toArray())
                : Response.refused(refusal);
    }

    private static Response scheduled(long[] sequences) {
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
        Set<Message> messages = new LinkedHashSet<>();
        long bytes = 0;
        for (long sequence : request.sequenceNumbers()) {
            Message message = queue.dispatch().findDeferred(sequence);
            if (message == null || !mayHave(message, session, from) || !messages.add(message)) {
                return Response.refused(Refusal.noSuchMessage("No deferred message has the number " + sequence + "."));
            }
            bytes += message.size();
            if (bytes > RECEIVED_BYTES) {
                return Response.refused(Refusal.outOfRange(
                        "More than " + RECEIVED_BYTES + " bytes of messages are asked for at once."));
            }
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
        StoredMessage body = delivery.body();
        byte[] head = body.head(queue.stamp(delivery.message(), lockedUntil), lock == null ? null : lock.token());
        writer.string("message").binary(whole(body, head));
        if (lock != null) {
            writer.string("lock-token").uuid(lock.token());
        }
        writer.close(entry, lock == null ? 2 : 4);
    }

    /** Some clients do not say of which session the message is: then it must be one that they hold. */
    private boolean mayHave(Message message, @Nullable String session, ClientConnection from) {
        MessageSession of = message.session();
        return of == null || (session == null ? holds(of.id(), from) : of.id().equals(session));
    }

    private boolean holds(String session, ClientConnection from) {
        MessageSession found = queue.dispatch().sessions().find(session);
        return found != null && found.holder() instanceof DeliveryLink link && link.isOf(from);
    }

    private static byte[] whole(StoredMessage body, byte[] head) {
        return new AmqpWriter(head.length + body.keptLength())
                .raw(head, 0, head.length)
                .raw(body.bytes(), body.keptAt(), body.keptLength())
                .finished();
    }
}
