package io.rowferry.sync;

import io.rowferry.ledger.Run;
import io.rowferry.plan.TablePlan;
import io.rowferry.source.MessageKeys;
import io.rowferry.source.MessageKeys.Answer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Sends rows of one table again, as they are now, whose keys are known from messages; the watermarks stay where they are. A
 * row that the source marks as gone counts as one that it has not.
 */
public final class RefetchKeys {
    private final Parts parts;
    private final List<List<String>> keys;
    private final AbsentKeys absent = new AbsentKeys();
    private volatile Set<List<String>> unsayable = Set.of();

    /**
     * Sets the run up; nothing happens yet.
     *
     * @param parts whose plan has one table
     * @param keys canonical texts of each row's key, in the order of its columns, in the form that messages have them in
     */
    public RefetchKeys(Parts parts, Collection<List<String>> keys) {
        this.parts = parts;
        this.keys = List.copyOf(keys);
    }

    /**
     * Runs to the end.
     *
     * @throws io.rowferry.Failure as {@link FullSync#run}
     * @throws InterruptedException when the calling thread was interrupted; everything is left whole
     */
    public SyncResult run(SyncListener listener) throws InterruptedException {
        SyncResult result = Transfer.run(parts, "incremental", new Reading(), listener);
        return result.with(Map.of(), null, List.of(), absent.notes(parts.plan()));
    }

    /** Keys that are no value of the source's columns as these are now, so that nothing is known of their rows. */
    public Set<List<String>> unsayable() {
        return unsayable;
    }

    private final class Reading implements Transfer.Reading {
        @Override
        public List<Thread> read(List<TablePlan> level, Transfer transfer) {
            return transfer.oneByOne(level, table -> read(table, transfer));
        }

        private void read(TablePlan table, Transfer transfer) throws InterruptedException {
            LaneBatches batches = transfer.batches(table);
            Answer answer = new MessageKeys(
                            transfer.snapshot(), Deletions.gone(table, transfer).present(), table.keyPlaces())
                    .read(keys, batches);
            batches.flush();
            unsayable = answer.unsayable();
            for (List<String> key : keys) {
                if (!answer.found().contains(key) && !unsayable.contains(key)) {
                    absent.add(key);
                }
            }
        }

        @Override
        public void accepted(Run run, long rows) {
            parts.watermarks().advance(run, Map.of(), rows);
        }
    }
}
