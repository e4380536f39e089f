package io.rowferry.broker;

/**
 * How full one queue is.
 *
 * @param queue its name
 * @param active messages that a receiver can have at once
 * @param locked messages that a receiver has and has not settled
 * @param deferred messages that were put aside, to be received by number
 * @param scheduled messages whose time has not come
 * @param deadLetters messages in the dead-letter queue below, whatever their state
 * @param sessions sessions that have messages or a holder
 * @param heldSessions those among them that a receiver holds
 * @param bytes what all these messages take on disk, about, dead letters included
 */
public record QueueDepth(
        String queue,
        long active,
        long locked,
        long deferred,
        long scheduled,
        long deadLetters,
        long sessions,
        long heldSessions,
        long bytes) {
    /** From counts that the queue keeps anyhow; on the event thread. */
    static QueueDepth of(Queue queue) {
        long locked = queue.dispatch().locks().size();
        long deferred = queue.dispatch().deferred();
        long scheduled = queue.scheduled();
        Queue below = queue.deadLetters();
        return new QueueDepth(
                queue.path(),
                queue.log().messages() - locked - deferred - scheduled,
                locked,
                deferred,
                scheduled,
                below == null ? 0 : below.log().messages(),
                queue.dispatch().sessions().known(),
                queue.dispatch().sessions().held(),
                queue.log().bytes() + (below == null ? 0 : below.log().bytes()));
    }
}
