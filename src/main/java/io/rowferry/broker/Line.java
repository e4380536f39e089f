package io.rowferry.broker;

import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * Messages that may be delivered, in the order of their sequence numbers: those of a session, or of a whole queue without
 * sessions. A message that comes back takes its old place. A few bytes per waiting message.
 */
final class Line {
    private final PriorityQueue<Message> waiting = new PriorityQueue<>(11, Comparator.comparingLong(Message::sequence));

    void add(Message message) {
        message.become(Message.State.READY);
        waiting.add(message);
    }

    /** The next message, or null when nobody waits; messages that left meanwhile are forgotten here. */
    @Nullable
    Message first() {
        Message first = waiting.peek();
        while (first != null && first.state() != Message.State.READY) {
            waiting.remove();
            first = waiting.peek();
        }
        return first;
    }

    void removeFirst() {
        waiting.remove();
    }
}
