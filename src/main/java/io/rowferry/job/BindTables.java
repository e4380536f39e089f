package io.rowferry.job;

import io.rowferry.table.TableName;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code tables:} as a list of {@link TableJob}s. */
final class BindTables {
    private final List<TableJob> tables = new ArrayList<>();
    private final Map<TableName, Place> seen = new HashMap<>();

    private final boolean hasMaskKey;

    private final @Nullable Duration lag;

    private final boolean strict;

    private BindTables(boolean hasMaskKey, @Nullable Duration lag, boolean strict) {
        this.strict = strict;
        this.hasMaskKey = hasMaskKey;
        this.lag = lag;
    }

    /**
     * Null after a problem with the list as a whole was noted; a wrong entry is noted and left out.
     *
     * @param lag what holds for tables that declare none; null when nothing is declared
     * @param strict the same for {@code tolerate:}
     */
    static @Nullable List<TableJob> from(
            @Nullable Setting setting, boolean hasMaskKey, @Nullable Duration lag, boolean strict) {
        List<Setting> entries = setting == null ? null : setting.items("a list of tables, each \"- table: name\"");
        if (setting == null || entries == null) {
            return null;
        }
        if (entries.isEmpty()) {
            setting.problem("must list at least one table");
        }
        BindTables binder = new BindTables(hasMaskKey, lag, strict);
        entries.forEach(binder::add);
        return binder.tables;
    }

    private void add(Setting entry) {
        Section section = entry.section(Keys.TABLE);
        if (section == null) {
            return;
        }
        TableName name = name(section.required("table"));
        List<String> key = key(section.optional("key"));
        String watermark = column(section.optional("watermark"));
        String lane = column(section.optional("lane"));
        Deletes deletes = deletes(section.optional("deletes"), watermark != null, section.mentions("watermark"));
        String where = condition(section.optional("where"));
        String targetWhere = condition(section.optional("target-where"));
        Set<String> kept = new HashSet<>(key);
        if (watermark != null) {
            kept.add(watermark);
        }
        ColumnRules columns = BindColumns.from(section.optional("columns"), kept, lane, hasMaskKey);
        Duration overlap = BindHorizon.overlap(section.optional("overlap"));
        Duration ownLag = BindHorizon.lag(section.optional("horizon"));
        Boolean ownStrict = BindRetry.strict(section.optional("tolerate"));
        if (name != null) {
            tables.add(new TableJob(
                    name,
                    key,
                    watermark,
                    lane,
                    where,
                    targetWhere,
                    columns,
                    overlap,
                    ownLag == null ? lag : ownLag,
                    ownStrict == null ? strict : ownStrict,
                    deletes));
        }
    }

    private @Nullable TableName name(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.filledWords("a table's name");
        if (setting == null || words == null) {
            return null;
        }
        try {
            TableName name = TableName.parse(words.text());
            Place first = seen.putIfAbsent(name, setting.place());
            if (first != null) {
                setting.problem("names a table that is already listed on line " + first.line() + words.got());
            }
            return name;
        } catch (IllegalArgumentException e) {
            setting.problem("must be a table or schema.table, without blanks" + words.got());
            return null;
        }
    }

    private static List<String> key(@Nullable Setting setting) {
        List<Setting> items = setting == null ? null : setting.items("a list of columns, such as [customer_id]");
        if (setting == null || items == null) {
            return List.of();
        }
        if (items.isEmpty()) {
            setting.problem("must list at least one column; leave it out for the primary key");
        }
        List<String> columns = new ArrayList<>();
        for (Setting item : items) {
            String column = column(item);
            if (column != null && columns.contains(column)) {
                item.problem("names a column for the second time");
            } else if (column != null) {
                columns.add(column);
            }
        }
        return columns;
    }

    private static @Nullable String column(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.filledWords("a column's name");
        return words == null ? null : words.text();
    }

    private static @Nullable String condition(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.filledWords("a condition in SQL, such as region = 'EU'");
        return words == null ? null : words.text();
    }

    private static Deletes deletes(@Nullable Setting setting, boolean stamped, boolean meant) {
        Words words = setting == null ? null : setting.words("a delete policy");
        if (setting == null || words == null) {
            return Deletes.Ignore.UNDECLARED;
        }
        Deletes read = ReadDeletes.from(words.text());
        if (read == null) {
            setting.problem("must be ignore, soft:<column>, tombstones:<table> or sweep" + words.got());
            return Deletes.Ignore.UNDECLARED;
        } else if (read instanceof Deletes.Tombstones && !stamped && !meant) {
            setting.problem("needs a watermark: on the table, whose type " + Deletes.Tombstones.STAMP + " has too");
        }
        return read;
    }
}
