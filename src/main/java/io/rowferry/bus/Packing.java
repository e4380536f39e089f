package io.rowferry.bus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Bodies to gzip and back, with their checksum. Every consumer has gzip. */
final class Packing {
    /** What goes into {@code content-encoding}. */
    static final String ENCODING = "gzip";

    /**
     * Far more than a batch of ours, unless one row alone is of such size and shrinks a hundredfold; a message that unpacks to
     * more is an attack or a mistake.
     */
    static final int LARGEST_UNPACKED = 64 << 20;

    /** Digits of a {@link #sha256}. */
    static final int HASH_LENGTH = 64;

    /** Of a gzip file with nothing in it: header, an empty block, trailer. */
    private static final int SMALLEST = 20;

    /** DEFLATE makes no more of a byte. */
    private static final long MOST_SHRUNK = 1032;

    private Packing() {}

    static PackedBody pack(byte[] unpacked, int rows) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream(unpacked.length / 3 + 64);
        try (OutputStream gzip = new Gzip(packed)) {
            gzip.write(unpacked);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail to take bytes", e);
        }
        return new PackedBody(packed.toByteArray(), sha256(unpacked), rows);
    }

    /**
     * Unpacks at most {@link #LARGEST_UNPACKED} bytes. What is too large is known before anything is unpacked, and no more
     * memory is taken than the bytes can fill.
     *
     * @throws IOException when the bytes are not one member of gzip, are cut short, or unpack to more
     */
    static byte[] unpack(byte[] packed) throws IOException {
        long size = unpackedSize(packed);
        if (size > LARGEST_UNPACKED) {
            throw new IOException("unpacks to more than " + LARGEST_UNPACKED + " bytes");
        } else if (size > MOST_SHRUNK * packed.length) {
            throw new IOException("says that it unpacks to " + size + " bytes, which it cannot");
        }
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed), 1 << 14)) {
            byte[] unpacked = new byte[(int) size];
            if (gzip.readNBytes(unpacked, 0, unpacked.length) < size || gzip.read() >= 0) {
                throw new IOException("unpacks to another size than it says");
            }
            return unpacked;
        }
    }

    /** How many bytes a body says that it unpacks to: gzip's last four. */
    static long unpackedSize(byte[] packed) throws IOException {
        if (packed.length < SMALLEST) {
            throw new IOException("too short to be gzip");
        }
        ByteBuffer end = ByteBuffer.wrap(packed, packed.length - Integer.BYTES, Integer.BYTES);
        return Integer.toUnsignedLong(end.order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** Rows of text shrink almost as well at the fastest level, and packing is what costs a sender most. */
    private static final class Gzip extends GZIPOutputStream {
        Gzip(OutputStream out) throws IOException {
            super(out, 1 << 14);
            def.setLevel(Deflater.BEST_SPEED);
        }
    }
}
