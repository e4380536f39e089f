package io.rowferry.source;

import java.util.List;

/** Reads single rows by their keys. One thread. */
public final class KeyLookup {
    private final Snapshot snapshot;
    private final Selection selection;
    private final String select;

    /**
     * Sets it up.
     *
     * @param snapshot whose first reader reads
     */
    public KeyLookup(Snapshot snapshot, Selection selection) {
        this.snapshot = snapshot;
        this.selection = selection;
        this.select = "SELECT " + selection.canonicalColumns(snapshot.engine()) + " FROM "
                + snapshot.engine().quote(selection.table());
    }

    /**
     * Reads the rows of some keys. What is not there is left out, and a row comes that only a collation takes for one of
     * them.
     *
     * @throws InterruptedException when the sink was interrupted
     */
    public void readAll(NamedKeys keys, RowSink sink) throws InterruptedException {
        String condition = keys.condition(snapshot.engine(), selection.plainKey());
        String sql = select + Selection.where(List.of(condition), selection.where());
        snapshot.stream(0, sql, keys.parameters(), selection.columns().size(), selection.table(), sink);
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
        readAll(new NamedKeys(List.of(key)), row -> {
            found[0] = true;
            sink.accept(row);
        });
        return found[0];
    }
}
