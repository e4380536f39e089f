package io.rowferry.broker;

import java.util.List;
import org.apache.qpid.protonj2.engine.Session;
import org.jspecify.annotations.Nullable;

/** Something that a client asks for within a transaction, over a link of that session. */
record Enlistment(Transaction transaction, Session session) {
    /** Null when the transaction took the steps, else why not. */
    @Nullable
    Refusal send(Queue queue, List<? extends Transaction.Step> sends) {
        return transaction.send(queue, session, sends);
    }
}
