package io.rowferry.plan;

import io.rowferry.job.Deletes;
import io.rowferry.job.Drift;
import io.rowferry.job.TableJob;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Plans one table, with a sentence for everything that stands in the way. */
final class TablePlanner {
    private static final Set<Kind> VERSIONS =
            EnumSet.of(Kind.INTEGER, Kind.UNSIGNED, Kind.DECIMAL, Kind.DATE, Kind.TIMESTAMP, Kind.INSTANT);

    /** Compared by meaning, or ordered by something else than their text. */
    private static final Set<Kind> NO_KEYS =
            EnumSet.of(Kind.FLOAT, Kind.JSON, Kind.ENUM, Kind.SET, Kind.BITS, Kind.YEAR, Kind.NATIVE);

    private final TableJob job;
    private final TableShape source;
    private final @Nullable TableShape target;
    private final @Nullable TableShape tombstones;
    private final ColumnPlanner planner;
    private final List<String> problems = new ArrayList<>();

    /**
     * Sets it up.
     *
     * @param target null when it is not to be looked at
     * @param tombstones null when the job names none, or it is not there
     * @param side the source's
     */
    TablePlanner(
            TableJob job,
            TableShape source,
            @Nullable TableShape target,
            @Nullable TableShape tombstones,
            Side side,
            TypeFit fit,
            Drift drift) {
        this.job = job;
        this.source = source;
        this.target = target;
        this.tombstones = tombstones;
        this.planner = new ColumnPlanner(job, target, side, fit, drift);
    }

    TablePlan plan() {
        List<ColumnPlan> columns = new ArrayList<>();
        source.columns().forEach(column -> columns.add(planner.plan(column)));
        source.refused().forEach((column, type) -> columns.add(planner.planRefused(column, type)));
        for (ColumnPlan column : columns) {
            if (column.fit() == Fit.REFUSED) {
                problem(column.column(), String.valueOf(column.note()));
            }
        }
        checkNames(columns);
        checkRequired(columns);
        List<String> key = job.keyOr(source.primaryKey());
        checkKey(key, columns);
        String version = job.watermark();
        if (version != null) {
            checkVersion(version, columns);
        }
        String lane = job.lane();
        if (lane != null) {
            named(lane, "lane:");
        }
        checkDeletes(key);
        return new TablePlan(job, source, columns, key, tombstones, problems);
    }

    /** That every name in the settings is a column, and no two are called the same afterwards. */
    private void checkNames(List<ColumnPlan> columns) {
        Stream.of(
                        job.columns().drop(),
                        job.columns().rename().keySet(),
                        job.columns().mask().keySet(),
                        job.columns().losses().keySet())
                .flatMap(Set::stream)
                .distinct()
                .sorted()
                .forEach(name -> named(name, "columns:"));
        Set<String> names = new HashSet<>();
        for (ColumnPlan column : columns) {
            if (column.carried() && !names.add(column.name())) {
                problem(column.column(), "would be called " + column.name() + ", as another is");
            }
        }
    }

    private void checkRequired(List<ColumnPlan> columns) {
        for (String name : target == null ? Set.<String>of() : target.required()) {
            if (columns.stream().noneMatch(c -> c.name().equals(name) && (c.carried() || c.fit() == Fit.REFUSED))) {
                problem(name, "is not carried, and the target takes no row without it; give it a default there");
            }
        }
    }

    private void checkKey(List<String> key, List<ColumnPlan> columns) {
        if (key.isEmpty()) {
            problems.add("table " + job.table() + " has no primary key; name columns that identify a row by key:");
            return;
        }
        List<Column> found =
                key.stream().flatMap(name -> named(name, "key:").stream()).toList();
        for (Column column : found) {
            if (NO_KEYS.contains(column.type().kind())) {
                problem(
                        column.name(),
                        "cannot be a key: values of " + column.declared() + " have no order that both sides share");
            } else if (column.nullable()) {
                problem(column.name(), "cannot be a key: it accepts NULL");
            }
            checkCarriedAsIs(column.name(), "of the key", columns);
        }
        if (found.size() == key.size()) {
            checkUnique(key, source, "source");
            if (target != null) {
                List<String> there =
                        key.stream().map(job.columns()::nameInTarget).toList();
                checkUnique(there, target, "target");
            }
        }
    }

    private void checkUnique(List<String> key, TableShape side, String where) {
        boolean unique = side.uniqueKeys().stream().anyMatch(k -> new HashSet<>(k).equals(new HashSet<>(key)));
        if (!unique) {
            problems.add("table " + job.table() + " has no unique key on (" + String.join(", ", key) + ") in the "
                    + where + "; create one there, or name another key by key:");
        }
    }

    private void checkVersion(String version, List<ColumnPlan> columns) {
        named(version, "watermark:")
                .filter(column -> !VERSIONS.contains(column.type().kind()))
                .ifPresent(column -> problem(
                        version,
                        "cannot be a watermark: " + column.declared() + " has no order that both sides share"));
        checkCarriedAsIs(version, "of the watermark", columns);
    }

    private void checkDeletes(List<String> key) {
        if (job.deletes() instanceof Deletes.Soft soft) {
            named(soft.column(), "deletes:");
        } else if (job.deletes() instanceof Deletes.Tombstones policy) {
            if (tombstones == null) {
                problems.add("table " + policy.table() + ", which is to note what is gone of " + job.table()
                        + ", is not in the source or its columns may not be seen");
                return;
            }
            key.forEach(name -> checkTombstone(policy.table(), name, name));
            String version = job.watermark();
            if (version != null) {
                checkTombstone(policy.table(), Deletes.Tombstones.STAMP, version);
            }
        }
    }

    private void checkTombstone(TableName graves, String name, String like) {
        ColumnType wanted = source.column(like).map(Column::type).orElse(null);
        Optional<ColumnType> found =
                tombstones == null ? Optional.empty() : tombstones.column(name).map(Column::type);
        if (wanted != null && !found.equals(Optional.of(wanted))) {
            problems.add("table " + graves + " needs a column " + name + " of the type that " + like + " has in "
                    + job.table());
        }
    }

    /** A primary key's columns are known only here; the file's own names were checked when it was read. */
    private void checkCarriedAsIs(String name, String role, List<ColumnPlan> columns) {
        for (ColumnPlan column : columns) {
            if (column.column().equals(name) && (column.fit() == Fit.DROPPED || column.fit() == Fit.MASKED)) {
                problem(name, "is " + role + ", which is never dropped or masked");
            } else if (column.column().equals(name) && column.fit() == Fit.GENERATED) {
                problem(name, "is " + role + ", but the target computes it");
            } else if (column.column().equals(name) && column.fit() == Fit.ADDED) {
                problem(name, "is " + role + ", but is not in the target");
            }
        }
    }

    /** The source's column that a setting names; that one of its type is not carried has been noted before. */
    private Optional<Column> named(String column, String setting) {
        Optional<Column> found = source.column(column);
        if (found.isEmpty() && !source.refused().containsKey(column)) {
            problem(column, "is named by " + setting + " but is not in the source");
        }
        return found;
    }

    private void problem(String column, String sentence) {
        problems.add("column " + column + " of " + job.table() + " " + sentence);
    }
}
