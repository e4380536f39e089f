package io.rowferry.target;

import io.rowferry.ledger.Tombstone;
import io.rowferry.ledger.Tombstones;
import io.rowferry.table.Column;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.TableName;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What one transaction knows of deleted keys: it keeps late upserts of them out, and notes what it deletes itself. */
final class DeletedKeys {
    private final Tombstones tombstones;
    private final Map<TableName, Order> highest = new HashMap<>();

    private DeletedKeys(Tombstones tombstones) {
        this.tombstones = tombstones;
    }

    /**
     * Takes what these batches need, in the order of the tables' names, so that no two transactions wait for each other.
     * What a transaction both deletes from and writes to is taken once: who shares it cannot take it without such a wait.
     */
    static DeletedKeys lock(Tombstones tombstones, List<RowsToWrite> batches) throws SQLException {
        Map<String, TableName> tables = new TreeMap<>();
        batches.forEach(batch -> tables.put(batch.table().toString(), batch.table()));
        DeletedKeys locked = new DeletedKeys(tombstones);
        for (TableName table : tables.values()) {
            boolean deletes = batches.stream()
                    .anyMatch(batch -> batch.table().equals(table) && batch.operation() == Operation.DELETE);
            locked.highest.put(table, deletes ? tombstones.take(table) : tombstones.share(table));
        }
        return locked;
    }

    /** The upserted rows whose key a higher order has deleted, numbered through the batches. */
    NavigableSet<Integer> keptOut(List<RowsToWrite> batches) throws SQLException {
        NavigableSet<Integer> keptOut = new TreeSet<>();
        int from = 0;
        for (RowsToWrite batch : batches) {
            if (batch.operation() == Operation.UPSERT && batch.order().compareTo(highest(batch)) < 0) {
                keptOut(batch, from, keptOut);
            }
            from += batch.rows().count();
        }
        return keptOut;
    }

    private void keptOut(RowsToWrite batch, int from, Set<Integer> into) throws SQLException {
        RowKeys keys = new RowKeys(batch);
        List<String> hashes = new ArrayList<>();
        batch.rows().each(row -> hashes.add(keys.hash(row)));
        Map<String, Order> deleted = tombstones.of(batch.table(), Set.copyOf(hashes));
        for (int i = 0; i < hashes.size(); i++) {
            Order by = deleted.get(hashes.get(i));
            if (by != null && batch.order().compareTo(by) < 0) {
                into.add(from + i);
            }
        }
    }

    /**
     * Notes that the rows of a delete are gone.
     *
     * @param still the places of rows that are not
     */
    void bury(RowsToWrite batch, Set<Integer> still) throws SQLException {
        RowKeys keys = new RowKeys(batch);
        int version = batch.columns().stream().map(Column::name).toList().indexOf(batch.version());
        List<Tombstone> gone = new ArrayList<>();
        int[] place = {0};
        batch.rows().each(row -> {
            if (!still.contains(place[0]++)) {
                gone.add(new Tombstone(keys.hash(row), keys.words(row), version < 0 ? null : row[version]));
            }
        });
        tombstones.bury(batch.table(), batch.order(), gone);
        if (!gone.isEmpty() && batch.order().compareTo(highest(batch)) > 0) {
            tombstones.raise(batch.table(), batch.order());
            highest.put(batch.table(), batch.order());
        }
    }

    private Order highest(RowsToWrite batch) {
        return highest.getOrDefault(batch.table(), Order.NONE);
    }
}
