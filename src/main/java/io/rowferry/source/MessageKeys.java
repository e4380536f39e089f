package io.rowferry.source;

import io.rowferry.database.Engine;
import io.rowferry.table.Carried;
import io.rowferry.table.ColumnType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads single rows by their keys as messages write them, which is not always as the source itself does. Unlike {@link
 * KeyLookup} it takes no row for another that a collation takes for the same. One thread.
 */
public final class MessageKeys {
    /** What a number without a declared scale may have more of than another that is equal to it. */
    private static final Pattern ZEROS = Pattern.compile("(\\.0*|(\\.\\d*[1-9])0+)$");

    private final Snapshot snapshot;
    private final Engine engine;
    private final Selection rows;
    private final int[] places;
    private final List<Carried> key;
    private final String select;

    /**
     * Sets it up.
     *
     * @param snapshot whose first reader reads
     * @param rows in whose columns the key is, in the form that messages have it in
     * @param places of the key among these columns
     */
    public MessageKeys(Snapshot snapshot, Selection rows, int[] places) {
        this.snapshot = snapshot;
        this.engine = snapshot.engine();
        this.rows = rows;
        this.places = places.clone();
        this.key = Arrays.stream(places).mapToObj(rows.columns()::get).toList();
        this.select = "SELECT " + rows.canonicalColumns(engine) + " FROM " + engine.quote(rows.table());
    }

    /**
     * What became of keys that were asked for. All others are of no row.
     *
     * @param found keys whose rows were read
     * @param unsayable keys that are no value of the source's columns as these are now
     */
    public record Answer(Set<List<String>> found, Set<List<String>> unsayable) {}

    /**
     * Reads the rows of some keys; the order of the rows is the server's.
     *
     * @throws InterruptedException when the sink was interrupted
     */
    public Answer read(List<List<String>> keys, RowSink sink) throws InterruptedException {
        Set<List<String>> found = new HashSet<>();
        Set<List<String>> unsayable = new HashSet<>();
        for (NamedKeys some : NamedKeys.of(keys)) {
            List<List<String>> sayable = new ArrayList<>(some.keys());
            if (!canSay(some)) {
                sayable.removeIf(one -> !canSay(new NamedKeys(List.of(one))));
                some.keys().stream().filter(one -> !sayable.contains(one)).forEach(unsayable::add);
            }
            if (!sayable.isEmpty()) {
                read(new NamedKeys(sayable), found, sink);
            }
        }
        return new Answer(found, unsayable);
    }

    /** Asked without the table, so that it is the key that is refused, and not what a condition of the job makes of a row. */
    private boolean canSay(NamedKeys some) {
        String one = key.stream()
                .map(column -> NamedKeys.typed(engine, column))
                .collect(Collectors.joining(", ", "SELECT ", ""));
        return snapshot.takes(
                some.keys().stream().map(each -> one).collect(Collectors.joining(" UNION ALL ")), some.parameters());
    }

    private void read(NamedKeys some, Set<List<String>> found, RowSink sink) throws InterruptedException {
        Set<List<String>> there = new HashSet<>();
        Set<List<String>> asked = some.keys().stream().map(this::meaning).collect(Collectors.toSet());
        String sql = select + Selection.where(List.of(some.condition(engine, key)), rows.where());
        snapshot.stream(0, sql, some.parameters(), rows.columns().size(), rows.table(), row -> {
            List<String> meaning = meaning(Arrays.stream(places)
                    .mapToObj(place -> String.valueOf(row[place]))
                    .toList());
            if (asked.contains(meaning)) {
                there.add(meaning);
                sink.accept(row);
            }
        });
        some.keys().stream().filter(one -> there.contains(meaning(one))).forEach(found::add);
    }

    /** Texts that are equal exactly when the keys are. */
    private List<String> meaning(List<String> texts) {
        List<String> meaning = new ArrayList<>(texts);
        for (int i = 0; i < texts.size(); i++) {
            if (key.get(i).form().kind() == Kind.NUMERIC) {
                meaning.set(i, ZEROS.matcher(texts.get(i)).replaceFirst("$2"));
            }
        }
        return meaning;
    }
}
