package io.rowferry.broker;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.qpid.protonj2.engine.Link;
import org.jspecify.annotations.Nullable;

/**
 * The links of one connection and when each was last used, so that those which nobody uses can be ended as Service Bus
 * ends them. All moments are epoch milliseconds of the broker's clock.
 */
final class OpenLinks {
    /** A link without any use for so long is ended, even if the client waits on it with credit. */
    static final Duration LINK = Duration.ofMinutes(10);

    /** A connection ends so long after its last link. */
    static final Duration CONNECTION = Duration.ofMinutes(5);

    /** A connection ends that has not got a link by then. */
    static final Duration FIRST_LINK = Duration.ofMinutes(1);

    private final Map<Link<?>, Long> lastUse = new LinkedHashMap<>();
    private boolean hadOne;
    private long emptySince;

    OpenLinks(long now) {
        this.emptySince = now;
    }

    void opened(Link<?> link, long now) {
        lastUse.put(link, now);
        hadOne |= keepsConnection(link);
    }

    void used(Link<?> link, long now) {
        lastUse.replace(link, now);
    }

    /** All links of that name, of which a client may have several. */
    void used(String name, long now) {
        lastUse.replaceAll((link, last) -> name.equals(link.getName()) ? Long.valueOf(now) : last);
    }

    void ended(Link<?> link, long now) {
        boolean kept = keepsConnection(link);
        if (lastUse.remove(link) != null && kept) {
            emptySince = now;
        }
    }

    int count() {
        return lastUse.size();
    }

    /** Ends the links that were idle for too long. */
    void endIdle(long now) {
        for (Map.Entry<Link<?>, Long> each : new ArrayList<>(lastUse.entrySet())) {
            Link<?> link = each.getKey();
            if (link.getLinkedResource() instanceof ClientLink ours
                    && ours.endsWhenIdle()
                    && now - each.getValue() >= LINK.toMillis()) {
                ended(link, now);
                ours.gone();
                link.setCondition(Refusal.idleLink(link.getName()).toError());
                link.close();
            }
        }
    }

    /** Why the connection is to be ended; null while it has a link or may still get one. */
    @Nullable
    Refusal tooLongWithout(long now) {
        Duration limit = hadOne ? CONNECTION : FIRST_LINK;
        return now - emptySince >= limit.toMillis() && lastUse.keySet().stream().noneMatch(OpenLinks::keepsConnection)
                ? Refusal.idleConnection(limit.toMillis())
                : null;
    }

    private static boolean keepsConnection(Link<?> link) {
        return link.getLinkedResource() instanceof ClientLink ours && ours.keepsConnection();
    }
}
