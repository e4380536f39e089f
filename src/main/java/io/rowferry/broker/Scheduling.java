package io.rowferry.broker;

import org.jspecify.annotations.Nullable;

/** A message that a transaction schedules, under a number that its sender has been told already. */
record Scheduling(Queue queue, IncomingMessage message, long sequence) implements Transaction.Step {
    @Override
    public @Nullable Refusal obstacle() {
        return queue.refusal(message);
    }

    @Override
    public void perform() {
        queue.enqueue(message, sequence);
    }

    @Override
    public int bytes() {
        return message.size();
    }
}
