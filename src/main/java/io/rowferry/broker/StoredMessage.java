package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A message as it lies on disk: a fixed head with what the broker adds on delivery, the sender's own annotations, then
 * the sender's bytes from the properties on. Handed to a receiver, only a new head is written in front of those bytes.
 */
final class StoredMessage {
    /** Stands for a moment or duration that is not set. */
    static final long NONE = -1;

    private static final int ENQUEUED = 12;
    private static final int CHECKSUM = 52;
    private static final int HEAD = 56;
    private static final byte VERSION = 1;

    private final byte[] bytes;
    private final ByteBuffer view;

    StoredMessage(byte[] bytes) {
        this.bytes = bytes;
        this.view = ByteBuffer.wrap(bytes);
        if (bytes.length < HEAD || bytes[0] != VERSION) {
            throw new StoreException("a stored message is not of the layout that this version writes", null);
        }
    }

    /** As it was read from disk; throws {@link StoreException} when it is not what was written. */
    static StoredMessage read(BodyKey key, byte[] bytes) {
        StoredMessage message = new StoredMessage(bytes);
        if (message.view.getInt(CHECKSUM) != checksum(bytes)) {
            throw new StoreException(
                    "the stored message " + key.sequence() + " of queue " + key.queue()
                            + " is damaged: its checksum does not fit",
                    null);
        }
        return message;
    }

    /** The JDK's own instructions do this many times faster than the storage library, which is told not to. */
    private static int checksum(byte[] bytes) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, CHECKSUM);
        crc.update(bytes, HEAD, bytes.length - HEAD);
        return (int) crc.getValue();
    }

    private static byte[] checked(byte[] bytes) {
        ByteBuffer.wrap(bytes).putInt(CHECKSUM, checksum(bytes));
        return bytes;
    }

    /** The broker's own facts about a message; moments in epoch milliseconds. */
    record Facts(
            boolean durable,
            int priority,
            long ttl,
            long enqueuedAt,
            long enqueueSequence,
            long scheduledAt,
            int annotationValues) {}

    /** What differs from one delivery to the next. */
    record Stamp(long sequence, int deliveryCount, int state, long lockedUntil, String deadLetterSource) {}

    /** {@code propertiesLength} and {@code applicationLength} are whole sections at the start of the kept bytes. */
    static byte[] assemble(
            Facts facts,
            byte[] annotations,
            int propertiesLength,
            int applicationLength,
            Consumer<AmqpWriter> kept,
            int keptLength) {
        byte[] head = ByteBuffer.allocate(HEAD)
                .put(VERSION)
                .put((byte) (facts.durable() ? 1 : 0))
                .put((byte) facts.priority())
                .put((byte) 0)
                .putLong(facts.ttl())
                .putLong(facts.enqueuedAt())
                .putLong(facts.enqueueSequence())
                .putLong(facts.scheduledAt())
                .putInt(facts.annotationValues())
                .putInt(annotations.length)
                .putInt(propertiesLength)
                .putInt(applicationLength)
                .array();
        AmqpWriter writer = new AmqpWriter(HEAD + annotations.length + keptLength)
                .raw(head, 0, HEAD)
                .raw(annotations, 0, annotations.length);
        kept.accept(writer);
        return checked(writer.finished());
    }

    byte[] bytes() {
        return bytes;
    }

    long enqueuedAt() {
        return view.getLong(ENQUEUED);
    }

    long ttl() {
        return view.getLong(4);
    }

    long enqueueSequence() {
        return view.getLong(20);
    }

    /** Where the sender's bytes start; they reach to the end. */
    int keptAt() {
        return HEAD + view.getInt(40);
    }

    int keptLength() {
        return bytes.length - keptAt();
    }

    /** Bytes that come from the sender or were put in later, without the broker's own. */
    int size() {
        return bytes.length - HEAD;
    }

    /** Of those, the bytes in front of the body. */
    int headBytes() {
        return view.getInt(40) + view.getInt(44) + view.getInt(48);
    }

    /** Header and annotations for one delivery, to be followed by the kept bytes. */
    byte[] head(Stamp stamp) {
        return head(stamp, null);
    }

    /** The same with the lock's token, for clients that look for it in the message itself; null for none. */
    byte[] head(Stamp stamp, @Nullable UUID lockToken) {
        AmqpWriter writer = new AmqpWriter(256 + view.getInt(40)).section(0x70);
        int header = writer.openList();
        writer.bool(bytes[1] != 0).ubyte(bytes[2]);
        if (ttl() == NONE) {
            writer.nothing();
        } else {
            writer.uint(ttl());
        }
        writer.bool(false).uint(stamp.deliveryCount()).close(header, 5);
        if (lockToken != null) {
            int delivery = writer.section(0x71).openMap();
            writer.symbol("x-opt-lock-token").uuid(lockToken).close(delivery, 2);
        }
        writer.section(0x72);
        int map = writer.openMap();
        writer.symbol("x-opt-sequence-number").longInteger(stamp.sequence());
        writer.symbol("x-opt-enqueue-sequence-number").longInteger(enqueueSequence());
        writer.symbol("x-opt-enqueued-time").timestamp(enqueuedAt());
        writer.symbol("x-opt-message-state").integer(stamp.state());
        int values = 8;
        if (stamp.lockedUntil() != NONE) {
            writer.symbol("x-opt-locked-until").timestamp(stamp.lockedUntil());
            values += 2;
        }
        if (view.getLong(28) != NONE) {
            writer.symbol("x-opt-scheduled-enqueue-time").timestamp(view.getLong(28));
            values += 2;
        }
        if (!stamp.deadLetterSource().isEmpty()) {
            writer.symbol("x-opt-deadletter-source").string(stamp.deadLetterSource());
            values += 2;
        }
        writer.raw(bytes, HEAD, view.getInt(40));
        return writer.close(map, values + view.getInt(36)).toBytes();
    }

    /** The same message enqueued at another moment, as when a scheduled one becomes active. */
    StoredMessage enqueuedAt(long now) {
        byte[] copy = bytes.clone();
        ByteBuffer.wrap(copy).putLong(ENQUEUED, now);
        return new StoredMessage(checked(copy));
    }

    /** The same message with these application properties put in, replacing those of the same name. */
    StoredMessage with(Map<String, Object> properties) {
        if (properties.isEmpty()) {
            return this;
        }
        int at = keptAt() + view.getInt(44);
        int length = view.getInt(48);
        AmqpWriter section = new AmqpWriter(length + 256).section(0x74);
        int map = section.openMap();
        int values = 2 * properties.size();
        if (length > 0) {
            AmqpReader reader = new AmqpReader(bytes, at, at + length);
            reader.sectionCode();
            int present = reader.enter();
            for (int i = 0; i + 1 < present; i += 2) {
                int start = reader.at();
                Object key = reader.value();
                reader.skip();
                if (!properties.containsKey(String.valueOf(key))) {
                    section.raw(bytes, start, reader.at() - start);
                    values += 2;
                }
            }
        }
        byte[] application = section.entries(properties).close(map, values).toBytes();
        AmqpWriter writer = new AmqpWriter(bytes.length - length + application.length)
                .raw(bytes, 0, at)
                .raw(application, 0, application.length)
                .raw(bytes, at + length, bytes.length - at - length);
        byte[] changed = writer.finished();
        ByteBuffer.wrap(changed).putInt(48, application.length);
        return new StoredMessage(checked(changed));
    }
}
