package io.rowferry.command;

import java.util.ArrayDeque;
import java.util.Deque;

/** What was opened for a command and is to be closed again, last first. One thread. */
final class Opened implements AutoCloseable {
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();

    /** Has it closed with the others. */
    <T extends AutoCloseable> T keep(T resource) {
        resources.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("closing does not fail", e);
            }
        }
    }
}
