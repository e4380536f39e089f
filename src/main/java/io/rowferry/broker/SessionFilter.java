package io.rowferry.broker;

import java.util.HashMap;
import java.util.Map;
import org.apache.qpid.protonj2.types.DescribedType;
import org.apache.qpid.protonj2.types.Symbol;
import org.apache.qpid.protonj2.types.UnknownDescribedType;
import org.apache.qpid.protonj2.types.messaging.Source;
import org.jspecify.annotations.Nullable;

/**
 * The filter by which a client asks for a session and is told which one it got. The Java client writes the session id
 * plainly; others give it a descriptor, as AMQP wants it for filters, and read the answer only in the form of their question.
 */
final class SessionFilter {
    private static final Symbol KEY = Symbol.valueOf("com.microsoft:session-filter");

    private SessionFilter() {}

    static boolean isIn(Source source) {
        Map<Symbol, Object> filter = source.getFilter();
        return filter != null && filter.containsKey(KEY);
    }

    /** Null for whichever session is free; a string, unless the client is wrong. */
    static @Nullable Object wanted(Source source) {
        Object asked = source.getFilter().get(KEY);
        return asked instanceof DescribedType described ? described.getDescribed() : asked;
    }

    static Source granted(Source asked, String sessionId) {
        Map<Symbol, Object> filter = new HashMap<>(asked.getFilter());
        filter.computeIfPresent(
                KEY,
                (key, question) -> question instanceof DescribedType described
                        ? new UnknownDescribedType(described.getDescriptor(), sessionId)
                        : sessionId);
        filter.putIfAbsent(KEY, sessionId);
        return asked.setFilter(filter);
    }
}
