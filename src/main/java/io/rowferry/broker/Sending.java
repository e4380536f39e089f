package io.rowferry.broker;

import org.jspecify.annotations.Nullable;

/** A message that a transaction sends. Whether it is a duplicate is decided by the commit. */
record Sending(Queue queue, IncomingMessage message) implements Transaction.Step {
    @Override
    public @Nullable Refusal obstacle() {
        return queue.refusal(message);
    }

    @Override
    public void perform() {
        queue.enqueue(message);
    }

    @Override
    public int bytes() {
        return message.size();
    }
}
