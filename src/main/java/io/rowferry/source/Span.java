package io.rowferry.source;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Which rows to read by their stamps.
 *
 * @param from the lowest stamp, as canonical text; null from the beginning
 * @param to the stamp, as canonical text, below which rows lie; null to the end
 * @param unstamped whether rows without a stamp are read too
 */
public record Span(@Nullable String from, @Nullable String to, boolean unstamped) {

    /** All rows written at that moment or later, and those without a stamp; null for all rows. */
    public static Span since(Stamp stamp, @Nullable Instant moment) {
        return new Span(moment == null ? null : stamp.lowest(moment), null, true);
    }
}
