package io.rowferry.target;

import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import java.util.List;
import java.util.Set;

/** Ids of parts that tell what they are of. */
public final class NamedParts implements PartIds {
    /** Refused rows are rejected at once. */
    public static final RefusalRules AT_ONCE = new RefusalRules(0, Set.of());

    /** The rows of all parts that are to be sent. */
    static List<Rejection> rows(Outcome outcome) {
        return outcome.unsent().stream().flatMap(part -> part.rows().stream()).toList();
    }

    @Override
    public String retried(String batch) {
        return batch + " again";
    }

    @Override
    public String refused(String batch, int attempt, Reason reason) {
        return batch + reason + (attempt == 1 ? "" : attempt);
    }
}
