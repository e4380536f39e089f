package io.rowferry.source;

import io.rowferry.database.OpenTransactions;
import io.rowferry.table.OpenTransaction;
import io.rowferry.table.OpenTransaction.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A moment that becomes the horizon once everything that was open then is seen to have ended.
 *
 * @param at by the source's clock
 * @param open what of it has not been seen to end
 */
record Pending(Instant at, List<OpenTransaction> open) {
    /** A backend takes its stamp a moment before it shows up among the others. */
    static final Duration UNSEEN = Duration.ofSeconds(1);

    Pending {
        open = List.copyOf(open);
    }

    static Pending of(OpenTransactions now) {
        return new Pending(now.at().minus(UNSEEN), now.open());
    }

    /** The same moment, without what has ended by now. */
    Pending judged(OpenTransactions now) {
        List<OpenTransaction> left = new ArrayList<>();
        boolean gone = false;
        for (OpenTransaction member : open) {
            if (isStill(member, now)) {
                left.add(member);
                continue;
            }
            gone = true;
            if (member.kind() == Kind.STATEMENT) {
                // Its transaction shows up only now, maybe with a start later than the stamp of its rows.
                now.open().stream()
                        .filter(other ->
                                other.kind() == Kind.TRANSACTION && Objects.equals(other.session(), member.session()))
                        .forEach(left::add);
            }
        }
        if (gone) {
            now.open().stream()
                    .filter(other ->
                            other.kind() != Kind.STATEMENT && left.stream().noneMatch(other::is))
                    .filter(this::mayCarryStampsOfThen)
                    .forEach(left::add);
        }
        return new Pending(at, left);
    }

    /**
     * Whatever has left its session may have been prepared, and a prepared transaction does not say whose it was. And the
     * transactions of one message to PostgreSQL all have the stamp of the message: the second one shows up after the
     * moment, and began before it. Of a login that may not see when others began it is not known.
     */
    private boolean mayCarryStampsOfThen(OpenTransaction other) {
        Instant since = other.since();
        return other.kind() == Kind.PREPARED || (since != null && since.isBefore(at));
    }

    /** A session runs one statement after the other: the one of then is what began no later. */
    private boolean isStill(OpenTransaction member, OpenTransactions now) {
        return now.open().stream()
                .anyMatch(other -> other.is(member)
                        && (member.kind() != Kind.STATEMENT
                                || other.since() == null
                                || !other.since().isAfter(at.plus(UNSEEN).plus(UNSEEN))));
    }
}
