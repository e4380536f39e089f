package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads AMQP 1.0 values out of bytes that a client sent. Every length is checked against what is there, nesting is
 * limited and nothing is allocated on the word of a length alone, so hostile bytes end in
 * {@link MalformedMessageException}.
 */
final class AmqpReader {
    private static final int DEEPEST = 16;

    private final byte[] bytes;
    private final int end;
    private final ByteBuffer view;
    private int at;

    AmqpReader(byte[] bytes, int from, int end) {
        this.bytes = bytes;
        this.at = from;
        this.end = end;
        this.view = ByteBuffer.wrap(bytes);
    }

    int at() {
        return at;
    }

    boolean hasMore() {
        return at < end;
    }

    /** Steps over one value, whatever it is. */
    void skip() {
        skip(0);
    }

    /** Steps over bytes inside a value that was entered. */
    void step(int length) {
        chunkSkip(length);
    }

    /** The code of the described section that starts here (0x70 to 0x78); the section's value comes next. */
    int sectionCode() {
        if (octet() != 0x00) {
            throw new MalformedMessageException("a section of the message does not start with a descriptor");
        }
        return switch (octet()) {
            case 0x53 -> octet();
            case 0x80 -> (int) number(8);
            default -> throw new MalformedMessageException("a section's descriptor is not a ulong");
        };
    }

    /** The number of values in the list or map that starts here; the reader stands at the first one. */
    int enter() {
        int code = octet();
        return switch (code) {
            case 0x45 -> 0;
            case 0xc0, 0xc1 -> {
                boundedLength(1, 1);
                yield octet();
            }
            case 0xd0, 0xd1 -> {
                boundedLength(4, 4);
                yield length(4);
            }
            default -> throw new MalformedMessageException("expected a list or map, found type 0x" + hex(code));
        };
    }

    /** The length of the binary that starts here; the reader stands at its first byte. */
    int enterBinary() {
        int code = octet();
        return switch (code) {
            case 0xa0 -> length(1);
            case 0xb0 -> length(4);
            default -> throw new MalformedMessageException("expected binary, found type 0x" + hex(code));
        };
    }

    /**
     * One value: numbers as Integer or Long (Float, Double), strings and symbols as String, binary as byte[], timestamps
     * as Instant, uuid as UUID, lists and arrays as List, maps as Map; of a described value only the value.
     */
    @Nullable
    Object value() {
        return value(octet(), 0);
    }

    private @Nullable Object value(int code, int depth) {
        deeper(depth);
        return switch (code) {
            case 0x00 -> {
                skip(depth + 1);
                yield value(octet(), depth + 1);
            }
            case 0x40 -> null;
            case 0x41 -> true;
            case 0x42 -> false;
            case 0x43 -> 0;
            case 0x44 -> 0L;
            case 0x45 -> List.of();
            case 0x50 -> octet();
            case 0x51 -> (int) (byte) octet();
            case 0x52 -> octet();
            case 0x53 -> (long) octet();
            case 0x54 -> (int) (byte) octet();
            case 0x55 -> (long) (byte) octet();
            case 0x56 -> octet() != 0;
            case 0x60 -> (int) number(2);
            case 0x61 -> (int) (short) number(2);
            case 0x70 -> number(4);
            case 0x71 -> (int) number(4);
            case 0x72 -> Float.intBitsToFloat((int) number(4));
            case 0x80, 0x81 -> number(8);
            case 0x82 -> Double.longBitsToDouble(number(8));
            case 0x83 -> Instant.ofEpochMilli(number(8));
            case 0x98 -> new UUID(number(8), number(8));
            case 0xa0 -> chunk(length(1));
            case 0xb0 -> chunk(length(4));
            case 0xa1, 0xa3 -> text(length(1));
            case 0xb1, 0xb3 -> text(length(4));
            case 0xc0 -> list(boundedLength(1, 1), 1, depth);
            case 0xd0 -> list(boundedLength(4, 4), 4, depth);
            case 0xc1 -> map(boundedLength(1, 1), 1, depth);
            case 0xd1 -> map(boundedLength(4, 4), 4, depth);
            case 0xe0 -> array(boundedLength(1, 1), 1, depth);
            case 0xf0 -> array(boundedLength(4, 4), 4, depth);
            default -> throw new MalformedMessageException("a value of type 0x" + hex(code) + " is not known here");
        };
    }

    private List<@Nullable Object> list(int stop, int width, int depth) {
        int count = length0(width);
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            values.add(value(octet(), depth + 1));
            within(stop);
        }
        return values;
    }

    private Map<String, @Nullable Object> map(int stop, int width, int depth) {
        int count = length0(width);
        Map<String, @Nullable Object> values = new LinkedHashMap<>();
        for (int i = 0; i + 1 < count; i += 2) {
            String key = String.valueOf(value(octet(), depth + 1));
            values.put(key, value(octet(), depth + 1));
            within(stop);
        }
        return values;
    }

    private List<@Nullable Object> array(int stop, int width, int depth) {
        int count = length0(width);
        int constructor = octet();
        List<@Nullable Object> values = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (constructor >> 4 == 4) {
                throw new MalformedMessageException("an array of values without width");
            }
            values.add(value(constructor, depth + 1));
            within(stop);
        }
        return values;
    }

    private void skip(int depth) {
        deeper(depth);
        int code = octet();
        switch (code >> 4) {
            case 0x0 -> {
                skip(depth + 1);
                skip(depth + 1);
            }
            case 0x4 -> {}
            case 0x5 -> chunkSkip(1);
            case 0x6 -> chunkSkip(2);
            case 0x7 -> chunkSkip(4);
            case 0x8 -> chunkSkip(8);
            case 0x9 -> chunkSkip(16);
            case 0xa, 0xc, 0xe -> chunkSkip(length(1));
            case 0xb, 0xd, 0xf -> chunkSkip(length(4));
            default -> throw new MalformedMessageException("0x" + hex(code) + " is no AMQP type");
        }
    }

    /** Reads the size field of a compound value and returns where the value ends. */
    private int boundedLength(int width, int least) {
        int size = length(width);
        if (size < least) {
            throw new MalformedMessageException("a list, map or array is too short for its own count");
        }
        return at + size;
    }

    private int length(int width) {
        long length = number(width);
        if (length > end - at) {
            throw new MalformedMessageException("a value claims " + length + " bytes, " + (end - at) + " are left");
        }
        return (int) length;
    }

    private int length0(int width) {
        long count = number(width);
        if (count > end) {
            throw new MalformedMessageException("a list, map or array claims " + count + " values");
        }
        return (int) count;
    }

    private byte[] chunk(int length) {
        byte[] copy = Arrays.copyOfRange(bytes, at, at + length);
        at += length;
        return copy;
    }

    private String text(int length) {
        String text = new String(bytes, at, length, StandardCharsets.UTF_8);
        at += length;
        return text;
    }

    private void chunkSkip(int length) {
        need(length);
        at += length;
    }

    private int octet() {
        need(1);
        return bytes[at++] & 0xff;
    }

    /** An unsigned number of up to four bytes, or eight bytes as they are. */
    private long number(int width) {
        need(width);
        long number = switch (width) {
            case 1 -> view.get(at) & 0xffL;
            case 2 -> view.getShort(at) & 0xffffL;
            case 4 -> view.getInt(at) & 0xffffffffL;
            default -> view.getLong(at);
        };
        at += width;
        return number;
    }

    private void need(int length) {
        if (length > end - at) {
            throw new MalformedMessageException("the message ends in the middle of a value");
        }
    }

    private void within(int stop) {
        if (at > stop) {
            throw new MalformedMessageException("a value reaches beyond the list, map or array around it");
        }
    }

    private static void deeper(int depth) {
        if (depth > DEEPEST) {
            throw new MalformedMessageException("values are nested more than " + DEEPEST + " deep");
        }
    }

    private static String hex(int code) {
        return Integer.toHexString(code);
    }
}
