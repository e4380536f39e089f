package io.rowferry.broker;

import java.util.Locale;

/**
 * What a link is addressed to, without regard to case.
 *
 * @param queue the queue's name; empty for the nodes of the whole namespace
 */
record Address(String queue, boolean deadLetters, Node node) {
    /** What answers at an address. */
    enum Node {
        ENTITY,
        MANAGEMENT,
        TOKENS
    }

    static final String TOKEN_NODE = "$cbs";
    private static final String DEAD_LETTERS = "/$deadletterqueue";
    private static final String SCHEME = "://";
    private static final String MANAGEMENT = "/$management";

    static Address parse(String text) {
        String path = text.toLowerCase(Locale.ROOT);
        if (path.equals(TOKEN_NODE)) {
            return new Address("", false, Node.TOKENS);
        }
        int scheme = path.indexOf(SCHEME);
        if (scheme > 0) { // some clients write the whole address, sb://host:port/queue
            int afterHost = path.indexOf('/', scheme + SCHEME.length());
            path = afterHost < 0 ? "" : path.substring(afterHost);
        }
        if (path.startsWith("/")) {
            path = path.substring(1);
        }
        if (path.equals("$management")) {
            return new Address("", false, Node.MANAGEMENT);
        }
        Node node = Node.ENTITY;
        if (path.endsWith(MANAGEMENT)) {
            node = Node.MANAGEMENT;
            path = path.substring(0, path.length() - MANAGEMENT.length());
        }
        boolean deadLetters = path.endsWith(DEAD_LETTERS);
        if (deadLetters) {
            path = path.substring(0, path.length() - DEAD_LETTERS.length());
        }
        return new Address(path, deadLetters, node);
    }

    /** True for a node that belongs to no queue. */
    boolean isOfNamespace() {
        return queue.isEmpty() && node != Node.ENTITY;
    }

    String path() {
        return deadLetters ? queue + "/$DeadLetterQueue" : queue;
    }
}
