package io.rowferry.broker;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How one queue behaves, in Service Bus's terms.
 *
 * @param requiresSession whether every message needs a session id and only session receivers may receive
 * @param lockDuration how long a message or session stays locked without renewal, up to 5 minutes in Azure
 * @param maxDeliveryCount failed deliveries after which a message goes to the dead-letter queue, at least 1
 * @param duplicateWindow how long message-ids are remembered; null turns duplicate detection off
 * @param timeToLive the longest that a message may wait; null for no limit
 * @param deadLetterOnExpiry whether an expired message goes to the dead-letter queue or is dropped
 */
public record QueueSettings(
        boolean requiresSession,
        Duration lockDuration,
        int maxDeliveryCount,
        @Nullable Duration duplicateWindow,
        @Nullable Duration timeToLive,
        boolean deadLetterOnExpiry) {
    /** What rowferry wishes for its queues: sessions, duplicate detection over 10 minutes, nothing lost by expiry. */
    public static final QueueSettings OF_ROWFERRY =
            new QueueSettings(true, Duration.ofMinutes(1), 10, Duration.ofMinutes(10), null, true);

    /** What Service Bus gives a queue that asks for nothing. */
    public static final QueueSettings PLAIN = new QueueSettings(false, Duration.ofMinutes(1), 10, null, null, false);

    public QueueSettings {
        if (lockDuration.isNegative() || lockDuration.isZero() || maxDeliveryCount < 1) {
            throw new IllegalArgumentException("lock duration and delivery count of a queue must be above zero");
        }
    }

    public QueueSettings withLockDuration(Duration duration) {
        return new QueueSettings(
                requiresSession, duration, maxDeliveryCount, duplicateWindow, timeToLive, deadLetterOnExpiry);
    }

    public QueueSettings withMaxDeliveryCount(int count) {
        return new QueueSettings(requiresSession, lockDuration, count, duplicateWindow, timeToLive, deadLetterOnExpiry);
    }

    public QueueSettings withDuplicateWindow(@Nullable Duration window) {
        return new QueueSettings(
                requiresSession, lockDuration, maxDeliveryCount, window, timeToLive, deadLetterOnExpiry);
    }

    public QueueSettings withTimeToLive(@Nullable Duration duration, boolean deadLetter) {
        return new QueueSettings(
                requiresSession, lockDuration, maxDeliveryCount, duplicateWindow, duration, deadLetter);
    }

    /** Those of the dead-letter queue below such a queue: never sessions, no expiry, nothing is moved on. */
    QueueSettings ofDeadLetters() {
        return new QueueSettings(false, lockDuration, Integer.MAX_VALUE, null, null, false);
    }
}
