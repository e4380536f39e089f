package io.rowferry.replay;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of the audit: what was about to be done with a dead letter, or has come of it.
 *
 * @param deed what is being done, a {@link Deed#label}
 * @param oldId the letter's id
 * @param oldMessageId the letter's MessageId
 * @param newMessageId its copy's MessageId; null when none is sent
 * @param outcome {@code begun}, or a {@link Fate#label}
 */
public record AuditEntry(
        Instant at,
        String deed,
        String oldId,
        String oldMessageId,
        @Nullable String newMessageId,
        String outcome) {
    /** The outcome of what is only about to be done. */
    public static final String BEGUN = "begun";
}
