package io.rowferry.verify;

import io.rowferry.database.Database;
import io.rowferry.database.Engine;
import io.rowferry.plan.TablePlan;
import io.rowferry.source.NamedKeys;
import io.rowferry.source.RowSink;
import io.rowferry.source.Snapshot;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.TableShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Stream;

/** Rows of the target as they are, in all their columns, before they are overwritten or removed. One thread. */
public final class TargetRows {
    private final Database target;
    private final TablePlan table;
    private final List<Carried> key;
    private final List<Carried> read;

    /** Reads a target that stays the caller's. */
    public TargetRows(Database target, TablePlan table) {
        this.target = target;
        this.table = table;
        List<Carried> held = table.onTarget();
        this.key = Arrays.stream(table.keyPlaces())
                .mapToObj(held::get)
                .map(ComparedSide::wide)
                .toList();
        this.read = new ArrayList<>();
        for (int place : table.deletedPlaces()) {
            read.add(held.get(place));
        }
    }

    /** The names of all columns of the target's table, those of types that are not carried last. */
    public List<String> columns() {
        return Stream.concat(
                        shape().columns().stream().map(Column::name),
                        shape().refused().keySet().stream().sorted())
                .toList();
    }

    private TableShape shape() {
        return target.describe(table.table()).orElseThrow();
    }

    /** How many of a row's values are the key and the version. */
    public int deletedColumns() {
        return read.size();
    }

    /**
     * Reads the rows of these keys: first key and version, in the form of messages, then all columns, as they are.
     *
     * @throws InterruptedException when the sink was interrupted
     */
    public void read(Iterator<List<String>> keys, RowSink sink) throws InterruptedException {
        Engine engine = target.engine();
        TableShape shape = shape();
        List<String> texts = Stream.concat(
                        Stream.concat(read.stream(), shape.columns().stream().map(Carried::plainly))
                                .map(engine::canonicalText),
                        shape.refused().keySet().stream().sorted().map(engine::ownText))
                .toList();
        NamedKeys.deal(keys, named -> {
            String sql = "SELECT " + String.join(", ", texts) + " FROM " + engine.quote(table.table()) + " WHERE "
                    + named.condition(engine, key);
            try (Snapshot snapshot = Snapshot.open(target, 0)) {
                snapshot.stream(0, sql, named.parameters(), texts.size(), table.table(), sink);
            }
        });
    }
}
