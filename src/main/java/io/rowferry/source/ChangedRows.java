package io.rowferry.source;

import io.rowferry.database.Engine;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads a table's rows by their stamps, in pages along (stamp, key), so that no page begins in the middle of nowhere when
 * thousands of rows carry the same stamp. Each row is followed by its stamp and its key, as plain canonical texts, unless it
 * holds them already.
 */
public final class ChangedRows {
    private static final int PAGE = 50_000;

    private final Snapshot snapshot;
    private final Engine engine;
    private final Selection selection;
    private final Stamp stamp;
    private final boolean indexed;
    private final List<String> expressions;
    private final int[] places;

    /**
     * Sets it up; nothing is read yet.
     *
     * @param snapshot whose first reader reads
     * @param indexed whether an index orders the stamps; without one the table is read once, from end to end
     */
    public ChangedRows(Snapshot snapshot, Selection selection, Stamp stamp, boolean indexed) {
        this.snapshot = snapshot;
        this.engine = snapshot.engine();
        this.selection = selection;
        this.stamp = stamp;
        this.indexed = indexed;
        this.expressions = new ArrayList<>(selection.canonicalTexts(engine));
        this.places = order().stream()
                .map(Carried::plainly)
                .map(engine::canonicalText)
                .mapToInt(this::place)
                .toArray();
    }

    /** Where a row has that, which is read in addition when no column of it does. */
    private int place(String expression) {
        int place = expressions.indexOf(expression);
        if (place < 0) {
            place = expressions.size();
            expressions.add(expression);
        }
        return place;
    }

    public Stamp stamp() {
        return stamp;
    }

    /** Whether an index orders the stamps. */
    public boolean isIndexed() {
        return indexed;
    }

    /** The place of the stamp in a row. */
    public int stampPlace() {
        return places[0];
    }

    /**
     * Reads the rows of the span.
     *
     * @param stop is asked at the end of each page whether to go on
     * @return the stamp up to which all rows were read, when it was stopped there; empty when it was not
     * @throws InterruptedException when the sink was interrupted
     */
    public Optional<String> read(Span span, RowSink sink, BooleanSupplier stop) throws InterruptedException {
        if (span.unstamped() && stamp.column().nullable()) {
            query(List.of(quoted() + " IS NULL"), List.of(), "", sink);
        }
        if (indexed) {
            return pages(span, sink, stop);
        }
        read(span, new KeyRange(null, null), "", sink);
        return Optional.empty();
    }

    /** How many rows the span has. */
    public long count(Span span) {
        Bounds bounds = bounds(span, new KeyRange(null, null));
        long stamped = snapshot.count(selection, bounds.conditions(), bounds.parameters());
        return span.unstamped() && stamp.column().nullable()
                ? stamped + snapshot.count(selection, List.of(quoted() + " IS NULL"), List.of())
                : stamped;
    }

    private Optional<String> pages(Span span, RowSink sink, BooleanSupplier stop) throws InterruptedException {
        LastRow last = new LastRow(sink);
        String inOrder = selection.orderBy(engine, order()) + " LIMIT " + PAGE;
        while (true) {
            last.count = 0;
            List<String> position = last.position(places);
            read(span, new KeyRange(position, null), inOrder, last);
            if (last.count < PAGE) {
                return Optional.empty();
            } else if (stop.getAsBoolean()) {
                return Optional.ofNullable(last.position(places)).map(reached -> reached.get(0));
            }
        }
    }

    /** Remembers where a page ended. */
    private static final class LastRow implements RowSink {
        private final RowSink sink;
        private @Nullable String @Nullable [] row;
        private int count;

        LastRow(RowSink sink) {
            this.sink = sink;
        }

        @Override
        public void accept(@Nullable String[] next) throws InterruptedException {
            row = next;
            count++;
            sink.accept(next);
        }

        @Nullable
        List<String> position(int[] places) {
            @Nullable String[] at = row;
            return at == null
                    ? null
                    : Arrays.stream(places)
                            .mapToObj(place -> String.valueOf(at[place]))
                            .toList();
        }
    }

    /** Conditions with a parameter for each question mark. */
    private record Bounds(List<String> conditions, List<String> parameters) {}

    private void read(Span span, KeyRange page, String rest, RowSink sink) throws InterruptedException {
        Bounds bounds = bounds(span, page);
        query(bounds.conditions(), bounds.parameters(), rest, sink);
    }

    private Bounds bounds(Span span, KeyRange page) {
        List<String> conditions = new ArrayList<>(
                page.conditions(engine, order().stream().map(Carried::plainly).toList()));
        List<String> parameters = new ArrayList<>(page.parameters(engine));
        bound(span.from(), ">=", conditions, parameters);
        bound(span.to(), "<", conditions, parameters);
        if (conditions.isEmpty()) {
            conditions.add(quoted() + " IS NOT NULL");
        }
        return new Bounds(conditions, parameters);
    }

    private void bound(@Nullable String text, String operator, List<String> conditions, List<String> parameters) {
        if (text != null) {
            conditions.add(quoted() + " " + operator + " "
                    + engine.typed(stamp.column(), stamp.column().type().form(), "?"));
            parameters.add(text);
        }
    }

    private void query(List<String> conditions, List<String> parameters, String rest, RowSink sink)
            throws InterruptedException {
        String sql = "SELECT " + String.join(", ", expressions) + " FROM " + engine.quote(selection.table())
                + Selection.where(conditions, selection.where()) + rest;
        snapshot.stream(0, sql, parameters, expressions.size(), selection.table(), sink);
    }

    private List<Column> order() {
        List<Column> order = new ArrayList<>(List.of(stamp.column()));
        order.addAll(selection.key());
        return order;
    }

    private String quoted() {
        return engine.quote(stamp.column().name());
    }
}
