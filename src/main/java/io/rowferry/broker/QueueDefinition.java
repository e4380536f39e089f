package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A queue as it is written down: its number on disk (its dead-letter queue has the next one) and its settings. */
record QueueDefinition(int id, QueueSettings settings) {
    byte[] encode() {
        return ByteBuffer.allocate(34)
                .putInt(id)
                .put(flag(settings.requiresSession()))
                .put(flag(settings.deadLetterOnExpiry()))
                .putInt(settings.maxDeliveryCount())
                .putLong(settings.lockDuration().toMillis())
                .putLong(millis(settings.duplicateWindow()))
                .putLong(millis(settings.timeToLive()))
                .array();
    }

    static QueueDefinition decode(byte[] bytes) {
        ByteBuffer view = ByteBuffer.wrap(bytes);
        int id = view.getInt();
        boolean requiresSession = view.get() != 0;
        boolean deadLetterOnExpiry = view.get() != 0;
        int maxDeliveryCount = view.getInt();
        Duration lockDuration = Duration.ofMillis(view.getLong());
        return new QueueDefinition(
                id,
                new QueueSettings(
                        requiresSession,
                        lockDuration,
                        maxDeliveryCount,
                        duration(view.getLong()),
                        duration(view.getLong()),
                        deadLetterOnExpiry));
    }

    private static byte flag(boolean value) {
        return (byte) (value ? 1 : 0);
    }

    private static long millis(@Nullable Duration duration) {
        return duration == null ? -1 : duration.toMillis();
    }

    private static @Nullable Duration duration(long millis) {
        return millis < 0 ? null : Duration.ofMillis(millis);
    }
}
