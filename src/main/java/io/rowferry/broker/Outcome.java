package io.rowferry.broker;

import java.util.Map;

/** What a receiver decided about a locked message. Properties go into the message's application properties. */
sealed interface Outcome {
    record Complete() implements Outcome {}

    /** Back to its place, counted as a failed delivery. */
    record Abandon(Map<String, Object> properties) implements Outcome {}

    /** Put aside: from now on received by its number only. */
    record Defer(Map<String, Object> properties) implements Outcome {}

    /** Reason and description are cut to the longest that Service Bus has. */
    record DeadLetter(Map<String, Object> properties) implements Outcome {
        public DeadLetter {
            properties = PropertyChanges.cut(properties);
        }
    }

    /** Back to its place without counting: an idle client returns messages this way. */
    record Release() implements Outcome {}
}
