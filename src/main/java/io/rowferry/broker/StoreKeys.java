package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * How things are named on disk. In the index: {@code q}name a queue, {@code n}id its next sequence number, {@code m}id
 * sequence a message, {@code s}id session the state of a session, {@code d}id hash
 * when a message-id was seen, {@code t}id time hash the same by time, {@code x}id length session sequence which messages
 * a session has.
 * In the bodies: id sequence. Numbers are big endian, so that the order of keys is the order of the queue.
 */
final class StoreKeys {
    static final byte[] VERSION = {'v'};
    static final byte[] QUEUES = {'q'};

    private StoreKeys() {}

    static byte[] queue(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(1 + text.length).put((byte) 'q').put(text).array();
    }

    static byte[] nextSequence(int queue) {
        return prefix('n', queue);
    }

    static byte[] messages(int queue) {
        return prefix('m', queue);
    }

    static byte[] message(int queue, long sequence) {
        return ByteBuffer.allocate(13)
                .put((byte) 'm')
                .putInt(queue)
                .putLong(sequence)
                .array();
    }

    static byte[] body(int queue, long sequence) {
        return ByteBuffer.allocate(12).putInt(queue).putLong(sequence).array();
    }

    static byte[] sessionState(int queue, String session) {
        byte[] text = session.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(5 + text.length)
                .put((byte) 's')
                .putInt(queue)
                .put(text)
                .array();
    }

    static byte[] messagesOf(int queue, String session) {
        byte[] text = session.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(9 + text.length)
                .put((byte) 'x')
                .putInt(queue)
                .putInt(text.length)
                .put(text)
                .array();
    }

    static byte[] messageOf(int queue, String session, long sequence) {
        byte[] prefix = messagesOf(queue, session);
        return ByteBuffer.allocate(prefix.length + 8)
                .put(prefix)
                .putLong(sequence)
                .array();
    }

    static byte[] seen(int queue, MessageIdHash id) {
        return ByteBuffer.allocate(21)
                .put((byte) 'd')
                .putInt(queue)
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }

    static byte[] seenTimes(int queue) {
        return prefix('t', queue);
    }

    static byte[] seenAt(int queue, long time, MessageIdHash id) {
        return ByteBuffer.allocate(29)
                .put((byte) 't')
                .putInt(queue)
                .putLong(time)
                .putLong(id.high())
                .putLong(id.low())
                .array();
    }

    private static byte[] prefix(char kind, int queue) {
        return ByteBuffer.allocate(5).put((byte) kind).putInt(queue).array();
    }
}
