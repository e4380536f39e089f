package io.rowferry.bus;

import java.io.IOException;

/** A batch's rows as they travel. */
public final class PackedBody {
    private final byte[] bytes;
    private final String checksum;
    private final int rows;

    PackedBody(byte[] bytes, String checksum, int rows) {
        this.bytes = bytes;
        this.checksum = checksum;
        this.rows = rows;
    }

    /** The packed bytes themselves, not a copy. */
    byte[] bytes() {
        return bytes;
    }

    /** How many bytes travel. */
    public int size() {
        return bytes.length;
    }

    /** How many bytes it says that it unpacks to; true of a body that was unpacked, 0 when it is no gzip. */
    public long unpackedSize() {
        try {
            return Packing.unpackedSize(bytes);
        } catch (IOException e) {
            return 0;
        }
    }

    /** SHA-256 of the unpacked bytes, in hex. */
    public String checksum() {
        return checksum;
    }

    /** How many rows are inside. */
    public int rows() {
        return rows;
    }
}
