package io.rowferry.verify;

import io.rowferry.table.TableName;
import java.util.Map;

/** Where comparisons that are stopped leave how far they have got. */
public interface Bookmarks {
    /** Begins everything from the beginning, and leaves nothing. */
    Bookmarks NONE = new Bookmarks() {
        @Override
        public Map<TableName, String> read() {
            return Map.of();
        }

        @Override
        public void keep(TableName table, String reached) {}

        @Override
        public void forget() {}
    };

    /** What was kept, by table. */
    Map<TableName, String> read();

    /** Keeps how far a table has got. */
    void keep(TableName table, String reached);

    /** Everything is compared. */
    void forget();
}
