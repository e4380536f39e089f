package io.rowferry.contract;

/** The kinds of queues in {@code queues.json}, of which there are several each, so that tests can run side by side. */
enum Kind {
    /** Locks of a minute, ten deliveries. */
    PLAIN("contract-plain-"),
    /** Locks of a minute, three deliveries. */
    FEW("contract-few-"),
    /** Locks of eight seconds, two deliveries. */
    BRIEF("contract-brief-0"),
    /** Locks of a minute; what expires is dead-lettered. */
    EXPIRING("contract-expiring-"),
    /** Duplicate detection over 20 seconds. */
    ONCE("contract-once-"),
    /** Sessions with locks of a minute, three deliveries. */
    SESSIONS("contract-sessions-"),
    /** Sessions with locks of eight seconds. */
    BRIEF_SESSIONS("contract-brief-sessions-");

    private final String prefix;

    Kind(String prefix) {
        this.prefix = prefix;
    }

    boolean has(String queue) {
        return queue.startsWith(prefix);
    }

    boolean hasSessions() {
        return this == SESSIONS || this == BRIEF_SESSIONS;
    }
}
