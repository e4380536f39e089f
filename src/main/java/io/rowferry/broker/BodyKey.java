package io.rowferry.broker;

/** Names the body of one message. */
record BodyKey(int queue, long sequence) {
    byte[] encode() {
        return StoreKeys.body(queue, sequence);
    }
}
