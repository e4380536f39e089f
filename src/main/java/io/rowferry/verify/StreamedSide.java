package io.rowferry.verify;

import io.rowferry.plan.ColumnPlan;
import io.rowferry.plan.TablePlan;
import io.rowferry.shape.MaskKey;
import io.rowferry.shape.Shape;
import io.rowferry.source.Selection;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.Mask;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * One side of a table as far as it is compared here: its key, and the columns that are masked on their way or whose text
 * differs between engines. One thread.
 */
final class StreamedSide {
    private final Selection selection;
    private final Shape shape;
    private final List<ColumnType> own;
    private final List<ColumnType> other;

    private StreamedSide(Selection selection, Shape shape, List<ColumnType> own, List<ColumnType> other) {
        this.selection = selection;
        this.shape = shape;
        this.own = own;
        this.other = other;
    }

    /** Whether a column's values are compared here and not by the servers. */
    static boolean takes(ColumnPlan column) {
        ColumnType form = column.form();
        return column.mask() != null || (form != null && form.comparedByMeaning());
    }

    static StreamedSide source(TablePlan table, MaskKey key) {
        List<Carried> read = new ArrayList<>();
        Map<Integer, Mask> masks = new TreeMap<>();
        for (int i : places(table)) {
            Mask mask = table.masks().get(i);
            if (mask != null) {
                masks.put(read.size(), mask);
            }
            read.add(table.toRead().get(i));
        }
        return new StreamedSide(
                new Selection(
                        table.table(), read, table.keyToRead(), table.job().where()),
                new Shape(read.size(), masks, key),
                types(table, false),
                types(table, true));
    }

    static StreamedSide target(TablePlan table) {
        List<Carried> there = places(table).stream().map(table.onTarget()::get).toList();
        List<Column> key = table.key().stream()
                .flatMap(name -> there.stream()
                        .map(Carried::column)
                        .filter(column -> column.name().equals(name)))
                .toList();
        return new StreamedSide(
                new Selection(table.table(), there, key, table.job().targetWhere()),
                new Shape(there.size(), Map.of(), () -> ""),
                types(table, true),
                types(table, false));
    }

    private static List<Integer> places(TablePlan table) {
        List<ColumnPlan> carried = table.carried();
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < carried.size(); i++) {
            if (table.sourceKey().contains(carried.get(i).column()) || takes(carried.get(i))) {
                places.add(i);
            }
        }
        return places;
    }

    /** What the values are on one side, once they have been masked. */
    private static List<ColumnType> types(TablePlan table, boolean onTarget) {
        return places(table).stream()
                .map(i -> onTarget
                        ? table.onTarget().get(i).column().type()
                        : table.messageColumns().get(i).type())
                .toList();
    }

    Selection selection() {
        return selection;
    }

    /** A row's values in forms that are equal exactly when the values mean the same. */
    @Nullable
    String[] forms(@Nullable String[] row) {
        @Nullable String[] forms = shape.of(row).clone();
        for (int i = 0; i < forms.length; i++) {
            String value = forms[i];
            if (value != null && own.get(i).comparedByMeaning()) {
                forms[i] = Meaning.of(value, own.get(i), other.get(i));
            }
        }
        return forms;
    }
}
