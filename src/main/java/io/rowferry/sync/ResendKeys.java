package io.rowferry.sync;

import io.rowferry.ledger.Run;
import io.rowferry.plan.TablePlan;
import io.rowferry.source.KeyLookup;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Sends named rows of one table again, as they are now, whatever the watermarks say, and leaves those where they are. A row
 * that the source marks as gone counts as one that it has not, since sent once more it would be in the target again.
 */
public final class ResendKeys {
    /** Of a run that leaves the watermarks alone and was stopped by its time. */
    static final String BEGINS_AGAIN = "it begins again with the first row then; what has arrived costs no writes";

    private final Parts parts;
    private final Iterator<List<String>> keys;
    private final AbsentKeys absent = new AbsentKeys();

    /**
     * Sets the run up; nothing happens yet.
     *
     * @param parts whose plan has one table
     * @param keys canonical texts of each row's key, in the order of its columns, as the source itself writes them
     */
    public ResendKeys(Parts parts, Iterator<List<String>> keys) {
        this.parts = parts;
        this.keys = keys;
    }

    /**
     * Runs to the end.
     *
     * @throws io.rowferry.Failure as {@link FullSync#run}
     * @throws InterruptedException when the calling thread was interrupted; everything is left whole
     */
    public SyncResult run(SyncListener listener) throws InterruptedException {
        SyncResult result = Transfer.run(parts, "incremental", new Reading(), listener);
        List<String> notes = new ArrayList<>();
        if (result.more()) {
            notes.add(BEGINS_AGAIN);
        }
        notes.addAll(absent.notes(parts.plan()));
        return result.with(Map.of(), null, List.of(), notes);
    }

    private final class Reading implements Transfer.Reading {
        @Override
        public List<Thread> read(List<TablePlan> level, Transfer transfer) {
            return transfer.oneByOne(level, table -> read(table, transfer));
        }

        private void read(TablePlan table, Transfer transfer) throws InterruptedException {
            KeyLookup lookup = new KeyLookup(
                    transfer.snapshot(), Deletions.gone(table, transfer).present());
            LaneBatches batches = transfer.batches(table);
            while (keys.hasNext() && !parts.deadline().isOver()) {
                List<String> key = keys.next();
                if (!lookup.read(key, batches)) {
                    absent.add(key);
                }
            }
            batches.flush();
        }

        @Override
        public void accepted(Run run, long rows) {
            parts.watermarks().advance(run, Map.of(), rows);
        }
    }
}
