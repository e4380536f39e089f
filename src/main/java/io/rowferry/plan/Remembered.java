package io.rowferry.plan;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that a job is concerned with, as both sides declare them: what is remembered of a run, so that
 * the next one notices what has changed.
 *
 * @param source types by the source's names; dropped columns are none of the job's concern
 * @param target types by the target's names, of the columns that are written
 */
public record Remembered(Map<String, String> source, Map<String, String> target) {
    private static final String SOURCE = "source\t";
    private static final String TARGET = "target\t";

    /** What is to be remembered of a plan. */
    public static Remembered of(TablePlan table) {
        Map<String, String> source = new LinkedHashMap<>();
        Map<String, String> target = new LinkedHashMap<>();
        for (ColumnPlan column : table.columns()) {
            String there = column.targetType();
            if (column.fit() != Fit.DROPPED) {
                source.put(column.column(), column.sourceType());
            }
            if (column.fit() != Fit.DROPPED && there != null) {
                target.put(column.name(), there);
            }
        }
        return new Remembered(source, target);
    }

    /** Reads what {@link #toString} wrote; lines of other versions are passed over. */
    public static Remembered parse(String text) {
        Map<String, String> source = new LinkedHashMap<>();
        Map<String, String> target = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            String[] parts = line.split("\t", 3);
            if (parts.length == 3) {
                (line.startsWith(SOURCE) ? source : target).put(parts[1], parts[2]);
            }
        }
        return new Remembered(source, target);
    }

    /** A sentence for each column that is not what it was, with what both sides say of it now. */
    public List<String> changes(TablePlan now) {
        Remembered is = of(now);
        List<String> changes = new ArrayList<>();
        for (String column : names(source, is.source)) {
            String name = now.job().columns().rename().getOrDefault(column, column);
            if (changed(column, is.source, source) || changed(name, is.target, target)) {
                changes.add("column " + column + " of " + now.table() + ": source "
                        + words(source.get(column), is.source.get(column)) + ", target "
                        + words(target.get(name), is.target.get(name)));
            }
        }
        return changes;
    }

    private static TreeSet<String> names(Map<String, String> one, Map<String, String> other) {
        TreeSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names;
    }

    private static boolean changed(String column, Map<String, String> is, Map<String, String> was) {
        return !String.valueOf(is.get(column)).equals(String.valueOf(was.get(column)));
    }

    private static String words(@Nullable String was, @Nullable String is) {
        if (was == null) {
            return is == null ? "has none" : is + " is new";
        } else if (is == null) {
            return was + " is gone";
        }
        return was.equals(is) ? is + " as before" : was + " became " + is;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        source.forEach((column, type) ->
                text.append(SOURCE).append(column).append('\t').append(type).append('\n'));
        target.forEach((column, type) ->
                text.append(TARGET).append(column).append('\t').append(type).append('\n'));
        return text.toString();
    }
}
