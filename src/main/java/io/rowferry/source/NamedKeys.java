package io.rowferry.source;

import io.rowferry.database.Engine;
import io.rowferry.table.Carried;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.Loss;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Rows whose keys are named, so that each is found along an index; but for columns that the job declares to lose something,
 * whose texts are compared row by row.
 *
 * @param keys canonical texts of each key, in the forms of its columns; not empty
 */
public record NamedKeys(List<List<String>> keys) {
    /** As many as a statement should name. */
    private static final int AT_ONCE = 250;

    public NamedKeys {
        keys = List.copyOf(keys);
    }

    /** These keys in as few statements as should be. */
    public static List<NamedKeys> of(List<List<String>> keys) {
        List<NamedKeys> some = new ArrayList<>();
        for (int from = 0; from < keys.size(); from += AT_ONCE) {
            some.add(new NamedKeys(keys.subList(from, Math.min(keys.size(), from + AT_ONCE))));
        }
        return some;
    }

    /** Takes some keys. */
    @FunctionalInterface
    public interface Sink {
        void accept(NamedKeys some) throws InterruptedException;
    }

    /** Hands these out in as few pieces as should be, with no more than one of them in memory at a time. */
    public static void deal(Iterator<List<String>> keys, Sink sink) throws InterruptedException {
        List<List<String>> some = new ArrayList<>();
        while (keys.hasNext()) {
            some.add(keys.next());
            if (some.size() == AT_ONCE || !keys.hasNext()) {
                sink.accept(new NamedKeys(some));
                some.clear();
            }
        }
    }

    /** What the key must meet, with a parameter for each text of {@link #parameters}. */
    public String condition(Engine engine, List<Carried> key) {
        if (key.size() == 1) {
            String typed = typed(engine, key.get(0));
            return held(engine, key.get(0)) + " IN ("
                    + keys.stream().map(each -> typed).collect(Collectors.joining(", ")) + ")";
        }
        String one = key.stream()
                .map(column -> held(engine, column) + " = " + typed(engine, column))
                .collect(Collectors.joining(" AND ", "(", ")"));
        return keys.stream().map(each -> one).collect(Collectors.joining(" OR ", "(", ")"));
    }

    public List<String> parameters() {
        return keys.stream().flatMap(List::stream).toList();
    }

    private static String held(Engine engine, Carried column) {
        return isLossy(column)
                ? engine.canonicalText(column)
                : engine.quote(column.column().name());
    }

    static String typed(Engine engine, Carried column) {
        return isLossy(column) ? "?" : engine.typed(column.column(), column.form(), "?");
    }

    /** Of what was cut or replaced when it was written down no value can be made again, so that texts are compared. */
    private static boolean isLossy(Carried column) {
        return column.losses().stream()
                .anyMatch(loss -> !(loss instanceof Loss.Cast cast && cast.to().kind() == Kind.TEXT));
    }
}
