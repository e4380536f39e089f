package io.rowferry.job;

import io.rowferry.table.TableName;
import org.jspecify.annotations.Nullable;

/** Reads a delete policy: {@code ignore}, {@code soft:<column>}, {@code tombstones:<table>}, {@code sweep}. */
final class ReadDeletes {
    private static final String SOFT = "soft:";
    private static final String TOMBSTONES = "tombstones:";

    private ReadDeletes() {}

    /** Null when it is none. */
    static @Nullable Deletes from(String text) {
        if (text.equals("ignore")) {
            return new Deletes.Ignore(true);
        } else if (text.equals("sweep")) {
            return new Deletes.Sweep();
        } else if (text.startsWith(SOFT) && !text.substring(SOFT.length()).isBlank()) {
            return new Deletes.Soft(text.substring(SOFT.length()));
        } else if (text.startsWith(TOMBSTONES)) {
            try {
                return new Deletes.Tombstones(TableName.parse(text.substring(TOMBSTONES.length())));
            } catch (IllegalArgumentException e) {
                return null;
            }
        }
        return null;
    }
}
