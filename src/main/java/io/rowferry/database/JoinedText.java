package io.rowferry.database;

import io.rowferry.table.Carried;
import io.rowferry.table.ColumnType.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A row's values as one text, the same on every engine, that no other values have: no byte can cross a column's border. Most
 * of what a checksum costs a server is spent on making this text, so it is made by one function that allocates it once.
 */
public final class JoinedText {
    /** Of their texts any may hold a comma. Those of numbers, moments, bytes and the like do not, and none of them is N. */
    private static final Set<Kind> ANY_TEXT =
            EnumSet.of(Kind.TEXT, Kind.CHAR, Kind.ENUM, Kind.SET, Kind.JSON, Kind.NATIVE);

    /**
     * PostgreSQL gives a function a hundred arguments at most. So parts are joined again, by an operator that NULL comes
     * through: a part that a server cannot hold is NULL, and the function leaves NULL out.
     */
    private static final int MOST_ARGUMENTS = 64;

    private JoinedText() {}

    /** An expression for the text of these columns' values in their forms; NULL where the server cannot hold it. */
    public static String of(Engine engine, List<Carried> columns) {
        List<String> values = new ArrayList<>();
        for (Carried column : columns) {
            String text = engine.canonicalText(column);
            if (ANY_TEXT.contains(column.form().kind())) {
                // After its length in bytes; that of NULL is -1, and the function leaves NULL itself out.
                values.add("coalesce(" + engine.byteLength(text) + ", -1)");
                values.add(text);
            } else {
                values.add("coalesce(" + text + ", 'N')");
            }
        }
        return joined(engine, values);
    }

    private static String joined(Engine engine, List<String> values) {
        List<String> parts = new ArrayList<>();
        for (int from = 0; from < values.size(); from += MOST_ARGUMENTS) {
            List<String> some = values.subList(from, Math.min(values.size(), from + MOST_ARGUMENTS));
            parts.add("concat_ws(',', " + String.join(", ", some) + ")");
        }
        return parts.size() == 1 ? parts.get(0) : engine.listed(parts);
    }
}
