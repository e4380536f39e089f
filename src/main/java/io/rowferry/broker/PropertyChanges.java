package io.rowferry.broker;

import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.qpid.protonj2.buffer.ProtonBuffer;
import org.apache.qpid.protonj2.types.Binary;
import org.apache.qpid.protonj2.types.DescribedType;
import org.apache.qpid.protonj2.types.Symbol;
import org.jspecify.annotations.Nullable;

/** The application properties that a receiver puts into a message by the way it settles it. */
final class PropertyChanges {
    static final String REASON = "DeadLetterReason";
    static final String DESCRIPTION = "DeadLetterErrorDescription";

    private static final int LONGEST_REASON = 4096;
    private static final List<Class<?>> SIMPLE = List.of(
            String.class,
            Number.class,
            Boolean.class,
            Character.class,
            UUID.class,
            Instant.class,
            Date.class,
            Symbol.class,
            Binary.class,
            ProtonBuffer.class,
            byte[].class,
            DescribedType.class);

    private PropertyChanges() {}

    static Map<String, Object> of(Outcome outcome) {
        if (outcome instanceof Outcome.Abandon abandon) {
            return abandon.properties();
        }
        if (outcome instanceof Outcome.Defer defer) {
            return defer.properties();
        }
        return outcome instanceof Outcome.DeadLetter dead ? dead.properties() : Map.of();
    }

    /** Why they cannot be put into a message that may have so many bytes; null when they can. */
    static @Nullable Refusal refusal(StoredMessage body, Map<String, Object> properties, int maxBytes) {
        int largest = 0;
        for (Map.Entry<String, Object> each : properties.entrySet()) {
            if (!isSimple(each.getValue())) {
                return Refusal.badArgument(
                        "The property '" + each.getKey() + "' is not of a type that properties have.");
            }
            largest = Math.max(
                    largest,
                    new AmqpWriter(64)
                            .entries(Map.of(each.getKey(), each.getValue()))
                            .toBytes()
                            .length);
        }
        StoredMessage changed = body.with(properties);
        Refusal refusal = MessageLimits.refusal(largest, changed.headBytes());
        return refusal == null && changed.size() > maxBytes ? Refusal.tooLarge(changed.size(), maxBytes) : refusal;
    }

    private static boolean isSimple(Object value) {
        Object inside = value instanceof DescribedType described ? described.getDescribed() : value;
        return SIMPLE.stream().anyMatch(type -> type.isInstance(inside));
    }

    /** With reason and description cut to what Service Bus allows for them. */
    static Map<String, Object> cut(Map<String, Object> properties) {
        Map<String, Object> cut = new LinkedHashMap<>(properties);
        for (String key : List.of(REASON, DESCRIPTION)) {
            cut.computeIfPresent(
                    key,
                    (any, value) -> value instanceof String text && text.length() > LONGEST_REASON
                            ? text.substring(0, LONGEST_REASON)
                            : value);
        }
        return cut;
    }
}
