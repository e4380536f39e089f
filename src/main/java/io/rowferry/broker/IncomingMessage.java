package io.rowferry.broker;

import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * One message as a sender gave it, with what the queue must know of it: its identity, session, life time and the moment
 * from which it may be seen.
 */
final class IncomingMessage {
    private static final String SCHEDULED = "x-opt-scheduled-enqueue-time";
    private static final int SESSION_ID = 10;
    private static final long LONGEST_TTL = 0xffffffffL;
    private static final Set<String> GIVEN_BY_BROKER = Set.of(
            SCHEDULED,
            "x-opt-sequence-number",
            "x-opt-enqueue-sequence-number",
            "x-opt-enqueued-time",
            "x-opt-locked-until",
            "x-opt-message-state",
            "x-opt-deadletter-source");

    private final MessageSections sections;
    private final int size;
    private boolean durable;
    private int priority = 4;
    private long ttl = StoredMessage.NONE;
    private long scheduledAt = StoredMessage.NONE;
    private int annotationValues;
    private final AmqpWriter annotations = new AmqpWriter(64);
    private @Nullable String sessionId;
    private byte @Nullable [] messageId;
    private int messageIdLength;
    private int largestProperty;

    private IncomingMessage(MessageSections sections, int size) {
        this.sections = sections;
        this.size = size;
    }

    /** Throws {@link MalformedMessageException} when the bytes are no message. */
    static IncomingMessage parse(byte[] bytes, int from, int end) {
        if (from == end) {
            throw new MalformedMessageException("there is nothing of a message");
        }
        IncomingMessage message = new IncomingMessage(MessageSections.of(bytes, from, end), end - from);
        message.readHeader();
        message.readAnnotations();
        message.readProperties();
        message.readApplicationProperties();
        return message;
    }

    @Nullable
    String sessionId() {
        return sessionId;
    }

    /** Bytes as the sender encoded it. */
    int size() {
        return size;
    }

    /** The encoded message-id, whatever its type; null when the sender set none. */
    byte @Nullable [] messageId() {
        return messageId;
    }

    /** In characters; of an id that is no text, the bytes of its encoding. */
    int messageIdLength() {
        return messageIdLength;
    }

    /** Bytes of the largest annotation or application property, name and value. */
    int largestProperty() {
        return largestProperty;
    }

    /** Bytes of everything in front of the body. */
    int headBytes() {
        return sections.body() - sections.start();
    }

    /** How long it may wait, in milliseconds, or {@link StoredMessage#NONE}. */
    long ttl() {
        return ttl;
    }

    /** Epoch milliseconds before which nobody receives it, or {@link StoredMessage#NONE}. */
    long scheduledAt() {
        return scheduledAt;
    }

    byte[] toStored(long enqueuedAt, long enqueueSequence) {
        int rest = behindProperties();
        byte[] properties = messageId == null
                ? withNewMessageId()
                : Arrays.copyOfRange(sections.bytes(), sections.properties(), rest);
        int restLength = sections.end() - rest;
        return StoredMessage.assemble(
                new StoredMessage.Facts(
                        durable, priority, ttl, enqueuedAt, enqueueSequence, scheduledAt, annotationValues),
                annotations.toBytes(),
                properties.length,
                sections.body() - rest,
                writer -> writer.raw(properties, 0, properties.length).raw(sections.bytes(), rest, restLength),
                properties.length + restLength);
    }

    private int behindProperties() {
        return sections.applicationProperties() >= 0 ? sections.applicationProperties() : sections.body();
    }

    private void readHeader() {
        if (sections.header() < 0) {
            return;
        }
        AmqpReader reader = sections.inside(sections.header());
        int fields = reader.enter();
        if (fields > 0 && reader.value() instanceof Boolean value) {
            durable = value;
        }
        if (fields > 1 && reader.value() instanceof Integer value) {
            priority = value;
        }
        if (fields > 2 && reader.value() instanceof Number value) {
            ttl = value.longValue();
            if (ttl < 0 || ttl > LONGEST_TTL) {
                throw new MalformedMessageException("the time to live is no uint");
            }
        }
        skipRest(reader, fields, 3);
    }

    private void readAnnotations() {
        if (sections.annotations() < 0) {
            return;
        }
        AmqpReader reader = sections.inside(sections.annotations());
        int values = reader.enter();
        for (int i = 0; i < values; i += 2) {
            int start = reader.at();
            Object key = reader.value();
            if (SCHEDULED.equals(key)) {
                scheduledAt = reader.value() instanceof Instant date ? date.toEpochMilli() : StoredMessage.NONE;
                continue;
            }
            reader.skip();
            measure(reader.at() - start);
            if (!GIVEN_BY_BROKER.contains(String.valueOf(key))) {
                annotations.raw(sections.bytes(), start, reader.at() - start);
                annotationValues += 2;
            }
        }
        mustEnd(reader);
    }

    private void readProperties() {
        if (sections.properties() < 0) {
            return;
        }
        AmqpReader reader = sections.inside(sections.properties());
        int fields = reader.enter();
        int start = reader.at();
        Object id = fields > 0 ? reader.value() : null;
        if (id != null) {
            messageId = Arrays.copyOfRange(sections.bytes(), start, reader.at());
            messageIdLength = id instanceof String text ? text.length() : messageId.length;
        }
        for (int i = 1; i < Math.min(fields, SESSION_ID); i++) {
            reader.skip();
        }
        sessionId = fields > SESSION_ID && reader.value() instanceof String text ? text : null;
        skipRest(reader, fields, SESSION_ID + 1);
    }

    /** They are passed on as they are, but dead-lettering puts more into them, and must not find out then. */
    private void readApplicationProperties() {
        if (sections.applicationProperties() < 0) {
            return;
        }
        AmqpReader reader = sections.inside(sections.applicationProperties());
        int values = reader.enter();
        for (int i = 0; i < values; i += 2) {
            int start = reader.at();
            if (!(reader.value() instanceof String)) {
                throw new MalformedMessageException("the name of an application property is no string");
            }
            reader.skip();
            measure(reader.at() - start);
        }
        mustEnd(reader);
    }

    private void measure(int bytes) {
        largestProperty = Math.max(largestProperty, bytes);
    }

    private static void skipRest(AmqpReader reader, int fields, int read) {
        for (int i = read; i < fields; i++) {
            reader.skip();
        }
        mustEnd(reader);
    }

    private static void mustEnd(AmqpReader reader) {
        if (reader.hasMore()) {
            throw new MalformedMessageException("a section of the message has more in it than it says");
        }
    }

    /** The npm client cannot settle a message without a message-id; the service gives one too. */
    private byte[] withNewMessageId() {
        byte[] random = new byte[16];
        ThreadLocalRandom.current().nextBytes(random);
        AmqpWriter writer = new AmqpWriter(128).section(0x73);
        int list = writer.openList();
        writer.string(HexFormat.of().formatHex(random));
        int fields = 0;
        if (sections.properties() >= 0) {
            AmqpReader reader = sections.inside(sections.properties());
            fields = reader.enter();
            if (fields > 0) {
                reader.skip();
                writer.raw(sections.bytes(), reader.at(), behindProperties() - reader.at());
            }
        }
        return writer.close(list, Math.max(1, fields)).toBytes();
    }
}
