package io.rowferry.plan;

import static java.util.stream.Collectors.joining;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.Engine;
import io.rowferry.job.Job;
import io.rowferry.job.TableJob;
import io.rowferry.table.Column;
import io.rowferry.table.Loss;
import io.rowferry.table.Mask;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The statements that make a job's tables where the target lacks them, each able to hold all that the source's holds. */
public final class NewTables {
    private final Job job;
    private final Database source;
    private final Database target;
    private final List<String> problems = new ArrayList<>();

    private NewTables(Job job, Database source, Database target) {
        this.job = job;
        this.source = source;
        this.target = target;
    }

    /**
     * Writes them down and runs none: CREATE TABLE with the key, then an index on the watermark.
     *
     * @param tables of the job that are meant
     * @return none for tables that are there
     * @throws Failure with {@code USAGE} when there is no type for a column, naming all such
     */
    public static List<String> statements(Job job, Set<TableName> tables, Database source, Database target) {
        return new NewTables(job, source, target).statements(tables);
    }

    private List<String> statements(Set<TableName> tables) {
        List<String> statements = new ArrayList<>();
        for (TableJob table : job.tables()) {
            if (tables.contains(table.table()) && target.describe(table.table()).isEmpty()) {
                source.describe(table.table())
                        .ifPresentOrElse(
                                shape -> statements.addAll(statements(table, shape)),
                                () -> problems.add("table " + table.table() + " is not in " + source.place()));
            }
        }
        if (!problems.isEmpty()) {
            throw new Failure(
                    ExitCode.USAGE,
                    String.join("\n", problems),
                    "No table was created. Declare casts in " + job.file() + ", drop the columns, or create the tables"
                            + " by hand.");
        }
        return statements;
    }

    private List<String> statements(TableJob table, TableShape shape) {
        Engine engine = target.engine();
        List<String> key = table.keyOr(shape.primaryKey()).stream()
                .map(table.columns()::nameInTarget)
                .toList();
        Set<String> indexed = new HashSet<>(key);
        String watermark = table.watermark() == null ? null : table.columns().nameInTarget(table.watermark());
        if (watermark != null) {
            indexed.add(watermark);
        }
        List<Column> columns = shape.columns().stream()
                .filter(column -> !table.columns().drop().contains(column.name()))
                .map(column -> onTarget(table, column))
                .toList();
        shape.refused().forEach((name, type) -> {
            if (!table.columns().drop().contains(name)) {
                problems.add(
                        "column " + name + " of " + table.table() + " is of type " + type + ", which is not carried");
            }
        });
        List<Optional<String>> types = engine.declarations(columns, indexed);
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            String type = types.get(i).orElse("");
            if (type.isEmpty()) {
                problems.add("column " + column.name() + " of " + table.table() + " is of type " + column.declared()
                        + ", for which " + engine.name() + " has none; declare a cast:");
            }
            boolean never = !column.nullable() || key.contains(column.name());
            lines.add("  " + engine.quote(column.name()) + " " + type + (never ? " NOT NULL" : ""));
        }
        if (!key.isEmpty()) {
            lines.add("  PRIMARY KEY (" + quoted(key, engine) + ")");
        }
        List<String> statements = new ArrayList<>();
        statements.add("CREATE TABLE " + engine.quote(table.table()) + " (\n" + String.join(",\n", lines) + "\n)"
                + engine.tableOptions());
        if (watermark != null) {
            statements.add("CREATE INDEX "
                    + engine.quote(table.table().name() + "_" + table.watermark()) + " ON "
                    + engine.quote(table.table()) + " ("
                    + engine.quote(watermark) + ")");
        }
        return statements;
    }

    private static Column onTarget(TableJob table, Column column) {
        Mask mask = table.columns().mask().get(column.name());
        List<Loss> losses = table.columns().lossesOf(column.name());
        Column cast = column.as(Casts.after(column.type(), losses));
        Column masked = mask == null ? cast : cast.as(Masks.form(cast.type(), mask));
        boolean nullable = column.nullable() || mask instanceof Mask.Null || makeNulls(losses);
        return new Column(
                table.columns().nameInTarget(column.name()),
                masked.type(),
                nullable,
                column.declared(),
                null,
                mask == null ? column.labels() : List.of(),
                false);
    }

    private static boolean makeNulls(List<Loss> losses) {
        return losses.stream()
                .anyMatch(loss -> (loss instanceof Loss.ZeroDate zero && zero.by() == null)
                        || (loss instanceof Loss.Infinity infinity && infinity.by() == null));
    }

    private static String quoted(List<String> names, Engine engine) {
        return names.stream().map(engine::quote).collect(joining(", "));
    }
}
