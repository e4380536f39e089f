package io.rowferry.source;

import io.rowferry.database.Engine;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.TableName;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Tells rows that are there from rows that are gone: marked, outside of the job's filter, or noted in another table. */
public final class GoneRows {
    private final Engine engine;
    private final Selection all;
    private final @Nullable String marked;

    /**
     * Sets it up.
     *
     * @param all the job's selection of the table
     * @param mark the column that marks a row that is gone; null when there is none
     */
    public GoneRows(Snapshot snapshot, Selection all, @Nullable Column mark) {
        this(snapshot.engine(), all, mark);
    }

    /** As the other one, for the server that the rows are read from. */
    public GoneRows(Engine engine, Selection all, @Nullable Column mark) {
        this.engine = engine;
        this.all = all;
        this.marked = mark == null ? null : marked(mark);
    }

    private String marked(Column mark) {
        String name = engine.quote(mark.name());
        return switch (mark.type().kind()) {
            case BOOLEAN -> "(" + name + " IS TRUE)";
            case INTEGER, UNSIGNED, DECIMAL, NUMERIC, FLOAT, YEAR, BITS -> "(" + name + " <> 0)";
            default -> "(" + name + " IS NOT NULL)";
        };
    }

    /** The rows that are there. */
    public Selection present() {
        List<String> conditions = new ArrayList<>();
        if (all.where() != null) {
            conditions.add("(\n" + all.where() + "\n)");
        }
        if (marked != null) {
            conditions.add("(" + marked + " IS NOT TRUE)");
        }
        return where(conditions.isEmpty() ? null : String.join(" AND ", conditions));
    }

    /** The rows that are marked. */
    public Selection marked() {
        return where(marked);
    }

    /** The rows that the filter leaves out. */
    public Selection left() {
        return where(all.where() == null ? "1 = 0" : "((\n" + all.where() + "\n) IS NOT TRUE)");
    }

    /** The rows that are marked, or that the filter leaves out. */
    public Selection gone() {
        List<String> conditions = new ArrayList<>();
        if (all.where() != null) {
            conditions.add("((\n" + all.where() + "\n) IS NOT TRUE)");
        }
        if (marked != null) {
            conditions.add(marked);
        }
        return where("(" + String.join(" OR ", conditions) + ")");
    }

    /**
     * What another table notes as gone, unless the row is there again.
     *
     * @param graves the other table
     * @param columns to read of it
     * @param key its columns with the names of the table's key
     */
    public Selection noted(TableName graves, List<Carried> columns, List<Column> key) {
        String again = key.stream()
                .map(column -> "there." + engine.quote(column.name()) + " = " + engine.quote(graves) + "."
                        + engine.quote(column.name()))
                .collect(Collectors.joining(" AND "));
        return new Selection(
                graves,
                columns,
                key,
                "NOT EXISTS (SELECT 1 FROM " + engine.quote(all.table()) + " there WHERE " + again + ")");
    }

    private Selection where(@Nullable String where) {
        return new Selection(all.table(), all.columns(), all.key(), where);
    }
}
