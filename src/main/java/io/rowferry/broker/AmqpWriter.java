package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.UUID;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.buffer.ProtonBufferAllocator;
import org.apache.qpid.protonj2.codec.CodecFactory;

/**
 * Encodes AMQP 1.0 values. Written by hand because the wire must hold exactly what the Service Bus clients expect (an
 * array of timestamps, a delivery count of zero that is present), which the library's encoder does not give, and so
 * that bytes of a sender can be passed on untouched between values of ours.
 */
final class AmqpWriter {
    private byte[] bytes;
    private int size;

    AmqpWriter(int capacity) {
        bytes = new byte[capacity];
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes, size);
    }

    /** The bytes without a copy when the capacity was exact; the writer must not be used any more. */
    byte[] finished() {
        return bytes.length == size ? bytes : toBytes();
    }

    /** The start of a section of a message, 0x70 (header) to 0x78 (footer). */
    AmqpWriter section(int code) {
        return octet(0x00).octet(0x53).octet(code);
    }

    AmqpWriter nothing() {
        return octet(0x40);
    }

    AmqpWriter bool(boolean value) {
        return octet(value ? 0x41 : 0x42);
    }

    AmqpWriter ubyte(int value) {
        return octet(0x50).octet(value);
    }

    AmqpWriter uint(long value) {
        return value >= 0 && value <= 0xff
                ? octet(0x52).octet((int) value)
                : octet(0x70).fixed(value, 4);
    }

    AmqpWriter integer(int value) {
        return octet(0x71).fixed(value, 4);
    }

    AmqpWriter longInteger(long value) {
        return octet(0x81).fixed(value, 8);
    }

    AmqpWriter timestamp(long epochMillis) {
        return octet(0x83).fixed(epochMillis, 8);
    }

    AmqpWriter uuid(UUID value) {
        return octet(0x98).fixed(value.getMostSignificantBits(), 8).fixed(value.getLeastSignificantBits(), 8);
    }

    AmqpWriter string(String value) {
        return sized(0xa1, value.getBytes(StandardCharsets.UTF_8));
    }

    AmqpWriter symbol(String value) {
        return sized(0xa3, value.getBytes(StandardCharsets.US_ASCII));
    }

    /** Announces binary of this length; the caller writes the bytes with {@link #raw}. */
    AmqpWriter binaryHead(int length) {
        return octet(0xb0).fixed(length, 4);
    }

    AmqpWriter binary(byte[] value) {
        return binaryHead(value.length).raw(value, 0, value.length);
    }

    AmqpWriter raw(byte[] source, int from, int length) {
        room(length);
        System.arraycopy(source, from, bytes, size, length);
        size += length;
        return this;
    }

    AmqpWriter emptyMap() {
        return close(openMap(), 0);
    }

    /** Opens a map; returns the place that {@link #close} needs. */
    int openMap() {
        octet(0xd1).fixed(0, 8);
        return size;
    }

    /** Opens a list; returns the place that {@link #close} needs. */
    int openList() {
        octet(0xd0).fixed(0, 8);
        return size;
    }

    /** Closes a map or list: {@code count} is the number of values in it, a key counting as one. */
    AmqpWriter close(int opened, int count) {
        ByteBuffer.wrap(bytes).putInt(opened - 8, size - opened + 4).putInt(opened - 4, count);
        return this;
    }

    AmqpWriter longs(long[] values) {
        return array(0x81, values);
    }

    AmqpWriter timestamps(long[] epochMillis) {
        return array(0x83, epochMillis);
    }

    /**
     * A value of the types that properties of a message may have, as the library or {@link AmqpReader} decoded it. The
     * library hands out timestamps as Long, so a date that travelled through it ends as a long.
     */
    AmqpWriter value(Object value) {
        if (value instanceof String text) {
            return string(text);
        }
        if (value instanceof Instant date) {
            return timestamp(date.toEpochMilli());
        }
        if (value instanceof byte[] bytes) {
            return binary(bytes);
        }
        ProtonBuffer encoded = ProtonBufferAllocator.defaultAllocator().allocate();
        CodecFactory.getDefaultEncoder()
                .writeObject(encoded, CodecFactory.getDefaultEncoder().newEncoderState(), value);
        byte[] copy = new byte[encoded.getReadableBytes()];
        encoded.readBytes(copy, 0, copy.length);
        return raw(copy, 0, copy.length);
    }

    /** Keys as strings and values, without a map's head. */
    AmqpWriter entries(Map<String, ?> entries) {
        entries.forEach((key, value) -> {
            string(key);
            if (value == null) {
                nothing();
            } else {
                value(value);
            }
        });
        return this;
    }

    private AmqpWriter array(int constructor, long[] values) {
        octet(0xf0).fixed(5L + 8L * values.length, 4).fixed(values.length, 4).octet(constructor);
        for (long value : values) {
            fixed(value, 8);
        }
        return this;
    }

    private AmqpWriter sized(int shortCode, byte[] value) {
        if (value.length <= 0xff) {
            octet(shortCode).octet(value.length);
        } else {
            octet(shortCode + 0x10).fixed(value.length, 4);
        }
        return raw(value, 0, value.length);
    }

    private AmqpWriter octet(int value) {
        room(1);
        bytes[size++] = (byte) value;
        return this;
    }

    private AmqpWriter fixed(long value, int width) {
        room(width);
        for (int shift = (width - 1) * 8; shift >= 0; shift -= 8) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    private void room(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
