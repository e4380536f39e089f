package io.rowferry.verify;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row that the two sides do not have alike.
 *
 * @param key canonical texts, in the order of the table's key
 * @param sourceKey the same as the source itself writes them; null where it has no such row
 * @param changes what differs, of rows that both have; masked columns as they are masked
 * @param cause what is known of why; null when nothing is
 */
public record Difference(
        Kind kind,
        List<String> key,
        @Nullable List<String> sourceKey,
        List<Change> changes,
        @Nullable String cause) {

    /** What is different about it. */
    public enum Kind {
        /** Only the source has it. */
        MISSING("-"),
        /** Only the target has it. */
        EXTRA("+"),
        /** Both have it, with other values. */
        CHANGED("*"),
        /** Both have it, and the target's version is the newer one. */
        NEWER_ON_TARGET("*");

        private final String sign;

        Kind(String sign) {
            this.sign = sign;
        }

        /** As a list of differences begins its line. */
        public String sign() {
            return sign;
        }
    }

    /**
     * A column whose values differ.
     *
     * @param column its name in the source
     * @param source its canonical text there, after the mask; null is NULL
     * @param target the same in the target
     */
    public record Change(
            String column,
            @Nullable String source,
            @Nullable String target) {}

    public Difference {
        key = List.copyOf(key);
        changes = List.copyOf(changes);
    }
}
