package io.rowferry.source;

import io.rowferry.database.Engine;
import io.rowferry.table.Column;
import java.util.ArrayList;
import java.util.List;

/** Reads single rows by their keys. One thread. */
public final class KeyLookup {
    private final Snapshot snapshot;
    private final Selection selection;
    private final String sql;

    /**
     * Sets it up.
     *
     * @param snapshot whose first reader reads
     */
    public KeyLookup(Snapshot snapshot, Selection selection) {
        this.snapshot = snapshot;
        this.selection = selection;
        Engine engine = snapshot.engine();
        List<String> conditions = new ArrayList<>();
        for (Column column : selection.key()) {
            conditions.add(engine.quote(column.name()) + " = "
                    + engine.typed(column, column.type().form(), "?"));
        }
        this.sql = "SELECT " + selection.canonicalColumns(engine) + " FROM " + engine.quote(selection.table())
                + Selection.where(conditions, selection.where());
    }

    /**
     * Reads the rows of some keys, given as canonical texts; no more than {@link NamedKeys#AT_ONCE}. What is not there is left
     * out, and a row comes that only a collation takes for one of them.
     *
     * @throws InterruptedException when the sink was interrupted
     */
    public void readAll(List<List<String>> keys, RowSink sink) throws InterruptedException {
        Engine engine = snapshot.engine();
        NamedKeys named = new NamedKeys(keys);
        String all = "SELECT " + selection.canonicalColumns(engine) + " FROM " + engine.quote(selection.table())
                + Selection.where(List.of(named.condition(engine, selection.plainKey())), selection.where());
        snapshot.stream(0, all, named.parameters(), selection.columns().size(), selection.table(), sink);
    }

    /**
     * Reads the row of a key, given as canonical texts.
     *
     * @return false when there is none
     * @throws io.rowferry.Failure with {@code USAGE} when a text is no value of its column
     * @throws InterruptedException when the sink was interrupted
     */
    public boolean read(List<String> key, RowSink sink) throws InterruptedException {
        boolean[] found = {false};
        snapshot.stream(0, sql, key, selection.columns().size(), selection.table(), row -> {
            found[0] = true;
            sink.accept(row);
        });
        return found[0];
    }
}
