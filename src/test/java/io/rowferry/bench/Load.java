package io.rowferry.bench;

/**
 * What is sent through a broker.
 *
 * @param queue {@link MeasuredBroker#LANES} or {@link MeasuredBroker#PLAIN}
 * @param messages how many
 * @param bytes of each body
 * @param sessions over how many sessions; of no meaning in a queue without them
 * @param batched whether as many as fit are sent at once, or each by itself
 */
record Load(String queue, int messages, int bytes, int sessions, boolean batched) {
    boolean inSessions() {
        return queue.equals(MeasuredBroker.LANES);
    }

    Load of(int count) {
        return new Load(queue, count, bytes, sessions, batched);
    }

    double megabytes() {
        return messages / 1e6 * bytes;
    }
}
