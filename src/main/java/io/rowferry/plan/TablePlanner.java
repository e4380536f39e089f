package io.rowferry.plan;

import io.rowferry.job.TableJob;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.TableShape;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Plans one table, adding a sentence to the problems for everything that stands in the way. */
final class TablePlanner {
    private static final Set<Kind> VERSIONS =
            EnumSet.of(Kind.INTEGER, Kind.UNSIGNED, Kind.DECIMAL, Kind.DATE, Kind.TIMESTAMP, Kind.INSTANT);
    private static final Set<Kind> NO_KEYS = EnumSet.of(Kind.FLOAT, Kind.JSON);

    private final TableJob job;
    private final TableShape source;
    private final TableShape target;
    private final TypeFit fit;
    private final List<String> problems;

    TablePlanner(TableJob job, TableShape source, TableShape target, TypeFit fit, List<String> problems) {
        this.job = job;
        this.source = source;
        this.target = target;
        this.fit = fit;
        this.problems = problems;
    }

    TablePlan plan() {
        source.refused()
                .forEach((column, type) -> problem(column, "is of type " + type + ", which is not carried yet"));
        List<Column> columns = new ArrayList<>();
        List<Column> targetColumns = new ArrayList<>();
        for (Column column : source.columns()) {
            land(column).ifPresent(landing -> {
                columns.add(column);
                targetColumns.add(landing);
            });
        }
        for (String name : target.required()) {
            if (source.column(name).isEmpty() && !source.refused().containsKey(name)) {
                problem(name, "is not in the source, and the target takes no row without it; give it a default there");
            }
        }
        List<String> key = job.key().isEmpty() ? source.primaryKey() : job.key();
        checkKey(key);
        String version = job.watermark();
        if (version != null) {
            checkVersion(version);
        }
        String lane = job.lane();
        if (lane != null) {
            named(lane, "lane:");
        }
        return new TablePlan(job.table(), columns, targetColumns, key, version, lane == null ? key : List.of(lane));
    }

    private Optional<Column> land(Column column) {
        Optional<Column> landing = target.column(column.name());
        if (landing.isEmpty()) {
            String type = target.refused().get(column.name());
            problem(
                    column.name(),
                    type == null
                            ? "is not in the target"
                            : "is of type " + type + " in the target, which is not carried yet");
            return landing;
        }
        String misfit = fit.problem(column.type(), landing.get().type());
        if (misfit != null) {
            problem(column.name(), "does not fit: " + misfit);
        }
        return landing;
    }

    private void checkKey(List<String> key) {
        if (key.isEmpty()) {
            problems.add("table " + job.table() + " has no primary key; name columns that identify a row by key:");
            return;
        }
        List<Column> columns =
                key.stream().flatMap(name -> named(name, "key:").stream()).toList();
        for (Column column : columns) {
            if (NO_KEYS.contains(column.type().kind())) {
                problem(column.name(), "cannot be a key: values of " + column.type() + " are compared by meaning");
            } else if (column.nullable()) {
                problem(column.name(), "cannot be a key: it accepts NULL");
            }
        }
        if (columns.size() == key.size()) {
            checkUnique(key, source, "source");
            checkUnique(key, target, "target");
        }
    }

    private void checkUnique(List<String> key, TableShape side, String where) {
        boolean unique = side.uniqueKeys().stream().anyMatch(k -> new HashSet<>(k).equals(new HashSet<>(key)));
        if (!unique) {
            problems.add("table " + job.table() + " has no unique key on (" + String.join(", ", key) + ") in the "
                    + where + "; create one there, or name another key by key:");
        }
    }

    private void checkVersion(String version) {
        named(version, "watermark:")
                .filter(column -> !VERSIONS.contains(column.type().kind()))
                .ifPresent(column -> problem(
                        version, "cannot be a watermark: " + column.type() + " has no order that both sides share"));
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
