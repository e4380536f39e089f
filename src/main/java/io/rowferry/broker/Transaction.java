package io.rowferry.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.apache.qpid.protonj2.engine.Session;
import org.apache.qpid.protonj2.types.Binary;
import org.jspecify.annotations.Nullable;

/**
 * What a client wants done as one: collected until it is committed, then done in one group of changes, so that the disk
 * has all of it or nothing. A step that was refused spoils the whole: the Java client takes a refused send inside a
 * transaction for a good one, and committing the rest would lose that message.
 */
final class Transaction {
    /** The documented limit of Service Bus, in messages sent or settled. */
    static final int MOST_STEPS = 100;

    /** The documented life of a transaction, in milliseconds from its first step. */
    static final long LONGEST = 120_000;

    /** One thing to be done by the commit. */
    interface Step {
        /** Why it cannot be done any more; null when it can. */
        @Nullable
        Refusal obstacle();

        /** Only when there is no {@link #obstacle}. */
        void perform();

        /** Lets go of what it kept for itself. */
        default void forget() {}

        /** What it keeps in memory. */
        default int bytes() {
            return 0;
        }
    }

    private final UUID id;
    private final Session session;
    private final List<Step> steps = new ArrayList<>();
    private @Nullable String entity;
    private @Nullable Refusal spoiled;
    private long endsAt = Long.MAX_VALUE;

    /** {@code session} is that of the coordinator's link. */
    Transaction(UUID id, Session session) {
        this.id = id;
        this.session = session;
    }

    UUID id() {
        return id;
    }

    Binary onTheWire() {
        return new Binary(ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
    }

    /** Epoch milliseconds; there is no end before the first step. */
    long endsAt() {
        return endsAt;
    }

    long bytes() {
        return steps.stream().mapToLong(Step::bytes).sum();
    }

    /**
     * Takes steps that send to this queue, over a link of that session. Null when taken. A client that means to reach several
     * entities has all its links in the coordinator's session.
     */
    @Nullable
    Refusal send(Queue queue, Session over, List<? extends Step> sends) {
        boolean reached = isFirst(queue) || over == session;
        return add(queue.now(), reached ? null : Refusal.otherEntity(queue.path()), sends);
    }

    /** Takes steps that settle messages of this queue, which must be the entity of the first step. Null when taken. */
    @Nullable
    Refusal settle(Queue queue, List<? extends Step> settlements) {
        return add(queue.now(), isFirst(queue) ? null : Refusal.otherEntity(queue.path()), settlements);
    }

    private boolean isFirst(Queue queue) {
        entity = entity == null ? queue.entity() : entity;
        return entity.equals(queue.entity());
    }

    private @Nullable Refusal add(long now, @Nullable Refusal refusal, List<? extends Step> more) {
        if (endsAt == Long.MAX_VALUE) {
            endsAt = now + LONGEST;
        }
        Refusal reason = steps.size() + more.size() > MOST_STEPS ? Refusal.transactionTooLarge(MOST_STEPS) : refusal;
        if (reason == null) {
            steps.addAll(more);
            return null;
        }
        more.forEach(Step::forget);
        return refuse(reason);
    }

    /** Remembers that a step was refused, and returns why. */
    Refusal refuse(Refusal refusal) {
        spoiled = spoiled == null ? refusal : spoiled;
        return refusal;
    }

    /** Does everything, or nothing: then the reason is returned. Called once. */
    @Nullable
    Refusal commit() {
        Refusal obstacle = spoiled;
        for (Step step : steps) {
            obstacle = obstacle == null ? step.obstacle() : obstacle;
        }
        if (obstacle != null) {
            rollBack();
            return Refusal.rolledBack(obstacle);
        }
        steps.forEach(Step::perform);
        return null;
    }

    /** Forgets everything; what was to be settled stays locked as before. */
    void rollBack() {
        steps.forEach(Step::forget);
        steps.clear();
    }
}
