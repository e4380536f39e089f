package io.rowferry.database;

import io.rowferry.table.OpenTransaction;
import java.time.Instant;
import java.util.List;

/**
 * What was under way in a database at a moment, rowferry's own reading sessions left out.
 *
 * @param at by the server's own clock, taken before the list was
 * @param server which server this is: another text for another server, or for one that was restored or promoted
 * @param open everything that may still commit a row stamped before that moment
 */
public record OpenTransactions(Instant at, String server, List<OpenTransaction> open) {
    public OpenTransactions {
        open = List.copyOf(open);
    }
}
