package io.rowferry.replay;

import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.DeadLetter;
import io.rowferry.bus.DeadLetterQueue;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Shows what waits in the dead-letter queue, one at a time, whatever their number. */
public final class ListDeadLetters {
    private ListDeadLetters() {}

    /**
     * What was listed in all.
     *
     * @param reasons how many dead letters have each reason
     */
    public record Listed(long listed, Map<String, Long> reasons) {}

    /** Hands every dead letter to the viewer, oldest first. */
    public static Listed list(DeadLetterQueue queue, Consumer<ListedLetter> viewer) {
        Map<String, Long> reasons = new TreeMap<>();
        queue.peekAll(letter -> {
            reasons.merge(letter.reason(), 1L, Long::sum);
            viewer.accept(listed(letter));
        });
        return new Listed(reasons.values().stream().mapToLong(Long::longValue).sum(), reasons);
    }

    private static ListedLetter listed(DeadLetter letter) {
        BatchMessage batch = letter.batch();
        return new ListedLetter(
                letter.sequenceNumber(),
                batch == null ? letter.messageId() : batch.id(),
                batch == null ? null : batch.run(),
                batch == null ? null : batch.table(),
                batch == null ? -1 : batch.lane(),
                batch == null ? 0 : batch.body().rows(),
                letter.reason(),
                letter.description(),
                letter.enqueuedAt());
    }
}
