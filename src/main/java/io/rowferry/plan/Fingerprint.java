package io.rowferry.plan;

import io.rowferry.table.Column;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A table's shape in 16 hex digits: equal for messages with the same columns, key and version, and part of their format. */
public final class Fingerprint {
    private static final int BYTES = 8;

    private Fingerprint() {}

    /** Of names and types alone; what else is known of columns does not count. */
    public static String of(List<Column> columns, List<String> key, @Nullable String version) {
        StringBuilder shape = new StringBuilder();
        for (Column column : columns) {
            shape.append(column.name()).append(' ').append(column.type()).append('\n');
        }
        shape.append(String.join("\n", key)).append('\n').append(version);
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(shape.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
