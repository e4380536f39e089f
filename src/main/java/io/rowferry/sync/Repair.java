package io.rowferry.sync;

import io.rowferry.ledger.Run;
import io.rowferry.plan.TablePlan;
import io.rowferry.source.KeyLookup;
import io.rowferry.source.NamedKeys;
import io.rowferry.table.TableName;
import java.util.List;
import java.util.Map;

/**
 * Mends rows that a comparison has found to differ, on the way of all rows: read now, sent through the bus, guarded by their
 * versions. The watermarks stay where they are.
 */
public final class Repair {
    private final Parts parts;
    private final Map<TableName, Mending> tables;
    private final Deletions deletions;

    /**
     * Sets the run up; nothing happens yet.
     *
     * @param tables what to mend; those of the plan that are not there are left alone
     */
    public Repair(Parts parts, Map<TableName, Mending> tables) {
        this.parts = parts;
        this.tables = Map.copyOf(tables);
        this.deletions = new Deletions(parts);
    }

    /**
     * Runs to the end.
     *
     * @throws io.rowferry.Failure as {@link FullSync#run}
     * @throws InterruptedException when the calling thread was interrupted; everything is left whole
     */
    public SyncResult run(SyncListener listener) throws InterruptedException {
        SyncResult result = Transfer.run(parts, "repair", new Reading(), listener);
        return result.with(Map.of(), null, List.of(), deletions.sentences());
    }

    private final class Reading implements Transfer.Reading {
        @Override
        public List<Thread> read(List<TablePlan> level, Transfer transfer) {
            return transfer.oneByOne(level, table -> {
                Mending mending = tables.get(table.table());
                if (mending != null) {
                    send(table, mending.send(), transfer.batches(table), transfer);
                    send(table, mending.force(), transfer.forced(table), transfer);
                }
            });
        }

        private void send(TablePlan table, Iterable<List<String>> keys, LaneBatches batches, Transfer transfer)
                throws InterruptedException {
            KeyLookup lookup = new KeyLookup(
                    transfer.snapshot(), Deletions.gone(table, transfer).present());
            NamedKeys.deal(keys.iterator(), some -> lookup.readAll(some, batches));
            batches.flush();
        }

        @Override
        public boolean deletes() {
            return tables.values().stream().anyMatch(mending -> mending.deletes() > 0);
        }

        @Override
        public void delete(TablePlan table, Transfer transfer) throws InterruptedException {
            Mending mending = tables.get(table.table());
            if (mending != null && mending.deletes() > 0) {
                deletions.sendKeys(table, mending.delete(), mending.deletes(), transfer);
            }
        }

        @Override
        public boolean refused() {
            return !deletions.sentences().isEmpty();
        }

        @Override
        public void accepted(Run run, long rows) {
            parts.watermarks().advance(run, Map.of(), rows);
        }
    }
}
