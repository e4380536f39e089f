package io.rowferry.database;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Rows as the bulk loaders of all engines take them: one line each, values between tabs, {@code \N} for NULL, backslash
 * escapes, UTF-8. PostgreSQL's COPY text format and the defaults of LOAD DATA are the same in this. Each row is preceded
 * by its number, from 0. One thread.
 */
public final class StagedRows {
    private final boolean nulAllowed;
    private byte[] bytes = new byte[1 << 16];
    private int size;
    private int rows;
    private boolean sawNul;
    private int last;

    /** For a server whose texts may hold the character NUL, or may not. */
    public StagedRows(boolean nulAllowed) {
        this.nulAllowed = nulAllowed;
    }

    /** Forgets all rows and keeps the memory. */
    public void clear() {
        size = 0;
        rows = 0;
    }

    /** How many rows were added. */
    public int rows() {
        return rows;
    }

    /** The rows for a loader to read; good until rows are added or cleared. */
    public InputStream stream() {
        return new ByteArrayInputStream(bytes, 0, size);
    }

    /** How many bytes the rows take. */
    public int size() {
        return size;
    }

    /**
     * Adds a row under the next number.
     *
     * @return false when the row holds a NUL where none may be; its number is used up, and it is not added
     */
    public boolean add(@Nullable String[] row) {
        last = size;
        sawNul = false;
        ascii(Integer.toString(rows++));
        for (String value : row) {
            put('\t');
            if (value == null) {
                put('\\');
                put('N');
            } else {
                text(value);
            }
        }
        put('\n');
        if (sawNul && !nulAllowed) {
            takeBack();
            return false;
        }
        return true;
    }

    /** Uses up a number without a row. */
    public void skip() {
        rows++;
    }

    /** Takes the row back that was added last; its number stays used up. */
    public void takeBack() {
        size = last;
    }

    private void text(String value) {
        int length = value.length();
        reserve(length * 2);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            if (c >= 0x80) {
                unicode(value, i);
                return;
            }
            escaped((byte) c);
        }
    }

    private void unicode(String value, int from) {
        byte[] encoded = value.substring(from).getBytes(StandardCharsets.UTF_8);
        reserve(encoded.length * 2);
        for (byte b : encoded) {
            escaped(b);
        }
    }

    private void escaped(byte b) {
        switch (b) {
            case '\t' -> escape('t');
            case '\n' -> escape('n');
            case '\r' -> escape('r');
            case '\\' -> escape('\\');
            case 0 -> {
                sawNul = true;
                bytes[size++] = b;
            }
            default -> bytes[size++] = b;
        }
    }

    private void escape(char c) {
        bytes[size++] = '\\';
        bytes[size++] = (byte) c;
    }

    private void ascii(String digits) {
        reserve(digits.length());
        for (int i = 0; i < digits.length(); i++) {
            bytes[size++] = (byte) digits.charAt(i);
        }
    }

    private void put(char c) {
        reserve(1);
        bytes[size++] = (byte) c;
    }

    private void reserve(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, size + more));
        }
    }
}
