package io.rowferry.apply;

/**
 * What became of messages in this process.
 *
 * @param completed taken off the queue after their rows were committed
 * @param deadLettered moved to the dead-letter queue
 * @param duplicates completed without touching a row, since the ledger had them already
 */
public record MessageCounts(long completed, long deadLettered, long duplicates) {
    public static final MessageCounts NONE = new MessageCounts(0, 0, 0);

    /** What has come since an earlier count. */
    public MessageCounts since(MessageCounts earlier) {
        return new MessageCounts(
                completed - earlier.completed, deadLettered - earlier.deadLettered, duplicates - earlier.duplicates);
    }
}
