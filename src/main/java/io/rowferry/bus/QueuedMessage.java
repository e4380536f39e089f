package io.rowferry.bus;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message that waits in the queue, as it was seen there.
 *
 * @param job which it says it belongs to, be it whole or not; null when it says nothing of the kind
 * @param arrival what it says of itself; null when it is nothing whole of ours
 * @param enqueuedAt when the bus had taken it in, or will, where it is scheduled
 */
public record QueuedMessage(@Nullable String job, @Nullable Arrival arrival, Instant enqueuedAt) {}
