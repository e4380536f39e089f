package io.rowferry.plan;

import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a table that a job is concerned with, as both sides declare them: what is remembered of a run, so that
 * the next one notices what has changed.
 *
 * @param source by the source's names; dropped columns are none of the job's concern
 * @param target by the target's names, of the columns that are written; empty where the run did not look at the target
 */
public record Remembered(Map<String, Was> source, Map<String, Was> target) {
    private static final String SOURCE = "source";
    private static final String TARGET = "target";
    private static final int PARTS = 4;

    /**
     * A column's type.
     *
     * @param declared the server's own words
     * @param type in rowferry's; null when that is not carried
     */
    public record Was(String declared, @Nullable ColumnType type) {

        /** Whether a column of this type holds every value that one of the other does. */
        private boolean holdsAllOf(Was other) {
            ColumnType own = type;
            ColumnType its = other.type;
            return declared.equals(other.declared)
                    || (own != null
                            && its != null
                            && own.kind() == its.kind()
                            && own.scale() >= its.scale()
                            && own.size() - own.scale() >= its.size() - its.scale());
        }
    }

    /**
     * A column that is not what it was.
     *
     * @param sentence what both sides say of it now
     * @param harmless whether everything that was carried still is, at least as well
     */
    public record Change(String sentence, boolean harmless) {}

    /** What is to be remembered of a plan. */
    public static Remembered of(TablePlan table) {
        Map<String, Was> source = new LinkedHashMap<>();
        Map<String, Was> target = new LinkedHashMap<>();
        for (ColumnPlan column : table.columns()) {
            String there = column.targetType();
            if (column.fit() != Fit.DROPPED) {
                source.put(column.column(), new Was(column.sourceType(), type(column.source())));
            }
            if (column.fit() != Fit.DROPPED && there != null) {
                target.put(column.name(), new Was(there, type(column.target())));
            }
        }
        return new Remembered(source, target);
    }

    private static @Nullable ColumnType type(@Nullable Column column) {
        return column == null ? null : column.type().in(null);
    }

    /** Reads what {@link #toString} wrote; lines of other versions are passed over. */
    public static Remembered parse(String text) {
        Map<String, Was> source = new LinkedHashMap<>();
        Map<String, Was> target = new LinkedHashMap<>();
        for (String line : text.split("\n", -1)) {
            String[] parts = line.split("\t", PARTS);
            if (parts.length == PARTS) {
                (parts[0].equals(SOURCE) ? source : target).put(parts[1], new Was(parts[3], type(parts[2])));
            }
        }
        return new Remembered(source, target);
    }

    private static @Nullable ColumnType type(String text) {
        try {
            return text.isEmpty() ? null : ColumnType.parse(text);
        } catch (IllegalArgumentException e) {
            // A later version wrote it.
            return null;
        }
    }

    /** This, and what was known before of a target that was not looked at now. */
    public Remembered orElse(Remembered before) {
        return target.isEmpty() ? new Remembered(source, before.target) : this;
    }

    /** The columns that are not what they were; a target that one of the runs did not look at is none of theirs. */
    public List<Change> changes(TablePlan now) {
        Remembered is = of(now).orElse(this);
        return target.isEmpty() ? new Remembered(source, is.target).changes(now, is) : changes(now, is);
    }

    private List<Change> changes(TablePlan now, Remembered is) {
        List<Change> changes = new ArrayList<>();
        for (String column : names(source, is.source)) {
            String name = now.job().columns().nameInTarget(column);
            Was wasHere = source.get(column);
            Was here = is.source.get(column);
            Was wasThere = target.get(name);
            Was there = is.target.get(name);
            if (changed(wasHere, here) || changed(wasThere, there)) {
                changes.add(new Change(
                        "column " + column + " of " + now.table() + ": source " + words(wasHere, here) + ", target "
                                + words(wasThere, there),
                        isHarmless(wasHere, here, wasThere, there)));
            }
        }
        return changes;
    }

    private static SortedSet<String> names(Map<String, Was> one, Map<String, Was> other) {
        SortedSet<String> names = new TreeSet<>(one.keySet());
        names.addAll(other.keySet());
        return names;
    }

    private static boolean changed(@Nullable Was was, @Nullable Was is) {
        return was == null ? is != null : is == null || !was.declared().equals(is.declared());
    }

    /** New or gone on both sides, or the source has become narrower or the target wider. */
    private static boolean isHarmless(
            @Nullable Was wasHere, @Nullable Was here, @Nullable Was wasThere, @Nullable Was there) {
        if (wasHere == null || here == null || wasThere == null || there == null) {
            return (here == null) == (there == null) && (wasHere == null) == (wasThere == null);
        }
        return wasHere.holdsAllOf(here) && there.holdsAllOf(wasThere);
    }

    private static String words(@Nullable Was was, @Nullable Was is) {
        if (was == null) {
            return is == null ? "has none" : is.declared() + " is new";
        } else if (is == null) {
            return was.declared() + " is gone";
        }
        return was.declared().equals(is.declared())
                ? is.declared() + " as before"
                : was.declared() + " became " + is.declared();
    }

    /** A line for each column. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        source.forEach((column, was) -> line(text, SOURCE, column, was));
        target.forEach((column, was) -> line(text, TARGET, column, was));
        return text.toString();
    }

    private static void line(StringBuilder text, String side, String column, Was was) {
        text.append(side).append('\t').append(column).append('\t');
        text.append(was.type() == null ? "" : was.type())
                .append('\t')
                .append(was.declared())
                .append('\n');
    }
}
