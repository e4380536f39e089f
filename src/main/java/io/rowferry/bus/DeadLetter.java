package io.rowferry.bus;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message in the dead-letter queue, seen by peeking.
 *
 * @param sequenceNumber the bus's own, rising
 * @param job which job's batch it says it is, even if the rest of it is damaged; null when it says nothing of the kind
 * @param batch what it says of itself; null when it is not one of ours
 * @param reason and {@code description}, as whoever dead-lettered it put it
 */
public record DeadLetter(
        long sequenceNumber,
        String messageId,
        @Nullable String job,
        @Nullable BatchMessage batch,
        String reason,
        String description,
        Instant enqueuedAt) {}
