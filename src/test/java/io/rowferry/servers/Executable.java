package io.rowferry.servers;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Program files. */
final class Executable {
    // Offsets of the 64-bit ELF header and its program headers.
    private static final int MAGIC = 0x464c457f;
    private static final int HEADER_SIZE = 64;
    private static final int PROGRAM_HEADERS_AT = 32;
    private static final int SECTION_HEADERS_AT = 40;
    private static final int PROGRAM_HEADER_SIZE = 54;
    private static final int PROGRAM_HEADER_COUNT = 56;
    private static final int SECTION_HEADER_COUNT = 60;
    private static final int SECTION_NAMES_INDEX = 62;
    private static final int SEGMENT_OFFSET = 8;
    private static final int SEGMENT_SIZE = 32;

    private Executable() {}

    /** Readable for every user of the machine, and executable or not. */
    static void permit(Path file, boolean executable) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    /**
     * Copies a 64-bit ELF program up to the end of its last segment: what follows (nine tenths of mariadbd) is read by
     * debuggers only, and is not even unpacked this way.
     */
    static void copyLoadable(InputStream program, Path file) throws IOException {
        DataInputStream in = new DataInputStream(program);
        byte[] start = in.readNBytes(1 << 16);
        ByteBuffer header = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN);
        if (start.length < HEADER_SIZE || header.getInt(0) != MAGIC) {
            throw new IOException("not an ELF program, so it cannot become " + file);
        }
        long end = endOfSegments(header);
        header.putLong(SECTION_HEADERS_AT, 0);
        header.putShort(SECTION_HEADER_COUNT, (short) 0);
        header.putShort(SECTION_NAMES_INDEX, (short) 0);
        try (OutputStream out = Files.newOutputStream(file)) {
            out.write(start);
            byte[] buffer = new byte[1 << 16];
            for (long left = end - start.length; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (read < 0) {
                    throw new EOFException(file + " ends " + left + " bytes early");
                }
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        permit(file, true);
    }

    private static long endOfSegments(ByteBuffer header) {
        long end = 0;
        int at = (int) header.getLong(PROGRAM_HEADERS_AT);
        for (int i = 0; i < header.getShort(PROGRAM_HEADER_COUNT); i++) {
            end = Math.max(end, header.getLong(at + SEGMENT_OFFSET) + header.getLong(at + SEGMENT_SIZE));
            at += header.getShort(PROGRAM_HEADER_SIZE);
        }
        return end;
    }
}
