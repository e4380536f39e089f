package io.rowferry.bus;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message in the dead-letter queue, seen by peeking.
 *
 * @param sequenceNumber the bus's own, rising
 * @param batch what it says of itself; null when it is not one of ours
 * @param reason and {@code description}, as whoever dead-lettered it put it
 */
public record DeadLetter(
        long sequenceNumber,
        String messageId,
        @Nullable BatchMessage batch,
        String reason,
        String description,
        Instant enqueuedAt) {}
