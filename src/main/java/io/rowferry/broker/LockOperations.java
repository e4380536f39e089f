package io.rowferry.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Renewing message locks, and settling by token when the link that delivered is gone. */
final class LockOperations {
    private final Queue queue;

    LockOperations(Queue queue) {
        this.queue = queue;
    }

    Response renew(Request request) {
        List<Lock> locks = new ArrayList<>();
        for (UUID token : request.lockTokens()) {
            Lock lock = queue.dispatch().locks().find(token);
            if (lock == null) {
                return Response.refused(Refusal.messageLockLost());
            }
            locks.add(lock);
        }
        locks.forEach(lock -> queue.dispatch().locks().renew(lock, queue.now()));
        long[] until = locks.stream().mapToLong(Lock::until).toArray();
        AmqpWriter writer = new AmqpWriter(64);
        int map = writer.openMap();
        writer.string("expirations").timestamps(until).close(map, 2);
        return Response.done(writer.toBytes());
    }

    Response updateDisposition(Request request, @Nullable Enlistment within) {
        Outcome outcome = outcome(request);
        Refusal refusal = null;
        if (within == null) {
            for (UUID token : request.lockTokens()) {
                Refusal each = queue.settlement().settle(token, outcome);
                refusal = refusal == null ? each : refusal;
            }
        } else {
            refusal = queue.settlement().settleWithin(within.transaction(), queue, request.lockTokens(), outcome);
        }
        if (refusal == null) {
            return Response.done();
        }
        String session = request.text("session-id");
        return Response.refused(session == null ? refusal : Refusal.sessionLockLost(session));
    }

    private static Outcome outcome(Request request) {
        Map<String, Object> properties = new LinkedHashMap<>();
        if (request.value("properties-to-modify") instanceof Map<?, ?> modified) {
            properties.putAll(Dispositions.properties(modified));
        }
        String status = String.valueOf(request.text("disposition-status"));
        return switch (status) {
            case "completed" -> new Outcome.Complete();
            case "abandoned" -> new Outcome.Abandon(properties);
            case "defered" -> new Outcome.Defer(properties);
            case "released" -> new Outcome.Release();
            case "suspended" -> {
                putIfThere(properties, "DeadLetterReason", request.text("deadletter-reason"));
                putIfThere(properties, "DeadLetterErrorDescription", request.text("deadletter-description"));
                yield new Outcome.DeadLetter(properties);
            }
            default -> throw new MalformedMessageException("no message can be '" + status + "'");
        };
    }

    private static void putIfThere(Map<String, Object> properties, String key, @Nullable String value) {
        if (value != null) {
            properties.put(key, value);
        }
    }
}
