package io.rowferry.bus;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
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

    /** No batch of ours is a tenth of this; a message that unpacks to more is an attack or a mistake. */
    static final int LARGEST_UNPACKED = 64 << 20;

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
     * Unpacks at most {@link #LARGEST_UNPACKED} bytes.
     *
     * @throws IOException when the bytes are not gzip, are cut short, or unpack to more
     */
    static byte[] unpack(byte[] packed) throws IOException {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(packed), 1 << 14)) {
            byte[] unpacked = gzip.readNBytes(LARGEST_UNPACKED);
            if (gzip.read() >= 0) {
                throw new IOException("unpacks to more than " + LARGEST_UNPACKED + " bytes");
            }
            return unpacked;
        }
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
