package io.rowferry.bus;

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

    /** SHA-256 of the unpacked bytes, in hex. */
    public String checksum() {
        return checksum;
    }

    /** How many rows are inside. */
    public int rows() {
        return rows;
    }
}
