package io.rowferry.broker;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.qpid.protonj2.types.messaging.Accepted;
import org.apache.qpid.protonj2.types.messaging.Modified;
import org.apache.qpid.protonj2.types.messaging.Rejected;
import org.apache.qpid.protonj2.types.messaging.Released;
import org.apache.qpid.protonj2.types.transactions.TransactionalState;
import org.apache.qpid.protonj2.types.transport.DeliveryState;
import org.jspecify.annotations.Nullable;

/** Translates between the delivery states on the wire and outcomes. */
final class Dispositions {
    private Dispositions() {}

    /** Null for a state that does not settle, or not here. */
    static @Nullable Outcome outcome(@Nullable DeliveryState state) {
        if (state instanceof TransactionalState within) {
            return within.getOutcome() instanceof DeliveryState inner ? outcome(inner) : null;
        }
        if (state instanceof Accepted) {
            return new Outcome.Complete();
        }
        if (state == null || state instanceof Released) {
            return new Outcome.Release();
        }
        if (state instanceof Modified modified) {
            Map<String, Object> properties = properties(modified.getMessageAnnotations());
            return modified.isUndeliverableHere() ? new Outcome.Defer(properties) : new Outcome.Abandon(properties);
        }
        if (state instanceof Rejected rejected) {
            return new Outcome.DeadLetter(properties(
                    rejected.getError() == null ? null : rejected.getError().getInfo()));
        }
        return null;
    }

    /** The client compares the type of the answer with what it sent. */
    static DeliveryState answer(@Nullable DeliveryState state) {
        if (state instanceof TransactionalState within && within.getOutcome() instanceof DeliveryState inner) {
            return new TransactionalState()
                    .setTxnId(within.getTxnId())
                    .setOutcome((org.apache.qpid.protonj2.types.messaging.Outcome) answer(inner));
        }
        if (state instanceof Modified) {
            return new Modified();
        }
        if (state instanceof Rejected) {
            return new Rejected();
        }
        return state instanceof Accepted ? Accepted.getInstance() : Released.getInstance();
    }

    /** The declared keys are symbols, but the Java client sends strings; keys without a value are left out. */
    static Map<String, Object> properties(@Nullable Map<?, ?> map) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (map != null) {
            map.forEach((key, value) -> {
                if (value != null) {
                    properties.put(String.valueOf(key), value);
                }
            });
        }
        return properties;
    }
}
