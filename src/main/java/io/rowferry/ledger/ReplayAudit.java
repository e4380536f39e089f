package io.rowferry.ledger;

import static io.rowferry.ledger.Reach.reach;

import io.rowferry.database.Database;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/**
 * What was done with dead letters, by whom and with what outcome. Entries are added and never changed. One thread; bound to
 * one run.
 */
public final class ReplayAudit {
    private final Database state;
    private final Frame frame;
    private long entries;

    /** Keeps it in a database that {@link LedgerSchema} has prepared and that stays the caller's. */
    public ReplayAudit(Database state, Frame frame) {
        this.state = state;
        this.frame = frame;
    }

    /**
     * What all entries of a run have in common.
     *
     * @param who has asked for it, and where
     * @param place where letters are sent, for people; where they are taken off when they are sent nowhere
     * @param filter what they were chosen by
     * @param because why, in the user's words; empty without
     */
    public record Frame(Run run, String who, String place, String filter, String because) {}

    /**
     * What was done with one letter, or is about to be.
     *
     * @param newId null when nothing was sent
     */
    public record Entry(
            Instant at, String deed, String oldId, @Nullable String newId, String outcome) {}

    /** Adds these, all or none. */
    public void append(List<Entry> more) {
        if (more.isEmpty()) {
            return;
        }
        reach(state, "writing the audit of a replay", () -> {
            state.jdbi().useTransaction(handle -> {
                PreparedBatch batch =
                        handle.prepareBatch("INSERT INTO " + state.engine().ledgerTable("replay_audit")
                                + " (job, run, entry, at, who, place, deed, filter, old_id, new_id, outcome, because)"
                                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
                for (Entry entry : more) {
                    batch.add(
                            frame.run().job(),
                            frame.run().name(),
                            ++entries,
                            entry.at().toString(),
                            cut(frame.who()),
                            cut(frame.place()),
                            entry.deed(),
                            LedgerSession.cut(frame.filter()),
                            cut(entry.oldId()),
                            entry.newId() == null ? null : cut(entry.newId()),
                            entry.outcome(),
                            LedgerSession.cut(frame.because()));
                }
                batch.execute();
            });
            return true;
        });
    }

    private static String cut(String text) {
        return text.length() > LedgerSchema.TABLE ? text.substring(0, LedgerSchema.TABLE) : text;
    }
}
