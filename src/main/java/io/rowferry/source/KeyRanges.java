package io.rowferry.source;

import io.rowferry.database.Engine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Deals out a table's key ranges, each of about the same number of rows: the data's own quantiles, found one at a time
 * along the key's index, so that nothing is scanned before the first row is read. A condition on the rows is left out of
 * account: its rows may be few and far between. One thread at a time.
 */
final class KeyRanges {
    private final Connection connection;
    private final Engine engine;
    private final Selection selection;
    private final int rows;
    private @Nullable List<String> reached;
    private boolean done;

    /** @param reached the key after which the first range begins; null from the beginning */
    KeyRanges(Connection connection, Engine engine, Selection selection, int rows, @Nullable List<String> reached) {
        this.connection = connection;
        this.engine = engine;
        this.selection = selection;
        this.rows = rows;
        this.reached = reached;
    }

    /** The next range, or empty when the last one was dealt out. */
    Optional<KeyRange> next() throws SQLException {
        if (done) {
            return Optional.empty();
        }
        List<String> last = keyAfter(rows);
        KeyRange range = new KeyRange(reached, last);
        reached = last;
        done = last == null;
        return Optional.of(range);
    }

    private @Nullable List<String> keyAfter(int count) throws SQLException {
        KeyRange rest = new KeyRange(reached, null);
        String sql = Selection.keyAfter(engine, selection.table(), selection.plainKey(), rest, count);
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            Snapshot.bind(statement, rest.parameters(engine));
            try (ResultSet result = statement.executeQuery()) {
                if (!result.next()) {
                    return null;
                }
                List<String> key = new ArrayList<>();
                for (int i = 1; i <= selection.key().size(); i++) {
                    key.add(result.getString(i));
                }
                return key;
            }
        }
    }
}
