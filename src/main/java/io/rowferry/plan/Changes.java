package io.rowferry.plan;

import io.rowferry.table.Column;
import io.rowferry.table.TableShape;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What has become of a table since it was looked at. */
public final class Changes {
    private Changes() {}

    /** A sentence for each difference that matters to reading; none when it is the same. */
    public static List<String> between(TableShape was, Optional<TableShape> found) {
        if (found.isEmpty()) {
            return List.of("it is gone");
        }
        TableShape is = found.get();
        List<String> changes = new ArrayList<>();
        for (Column column : was.columns()) {
            Optional<Column> now = is.column(column.name());
            if (now.isEmpty()) {
                changes.add("column " + column.name() + " is gone");
            } else if (!now.get().declared().equals(column.declared())) {
                changes.add("column " + column.name() + " was " + column.declared() + " and is "
                        + now.get().declared());
            }
        }
        is.columns().stream()
                .filter(column -> was.column(column.name()).isEmpty())
                .forEach(column -> changes.add("column " + column.name() + " " + column.declared() + " is new"));
        if (!was.primaryKey().equals(is.primaryKey())) {
            changes.add("its primary key was " + was.primaryKey() + " and is " + is.primaryKey());
        }
        if (!was.storage().equals(is.storage())) {
            changes.add("it was emptied or rewritten");
        }
        return changes;
    }
}
