package io.rowferry.job;

import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.Loss;
import io.rowferry.table.Mask;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The {@code columns:} of a table as {@link ColumnRules}. */
final class BindColumns {
    private static final Set<Kind> CASTS =
            EnumSet.of(Kind.DECIMAL, Kind.TEXT, Kind.TIME, Kind.TIMESTAMP, Kind.INSTANT, Kind.UUID, Kind.JSON);

    private final Set<String> kept;
    private final Set<String> unmasked;
    private final boolean hasMaskKey;
    private final Set<String> drop = new HashSet<>();
    private final Map<String, String> rename = new LinkedHashMap<>();
    private final Map<String, Mask> mask = new LinkedHashMap<>();
    private final Map<String, List<Loss>> losses = new LinkedHashMap<>();

    private BindColumns(Set<String> kept, Set<String> unmasked, boolean hasMaskKey) {
        this.kept = kept;
        this.unmasked = unmasked;
        this.hasMaskKey = hasMaskKey;
    }

    /**
     * Reads them; what is wrong is noted and left out.
     *
     * @param kept columns that may not be dropped: key and watermark, as far as the file names them
     * @param lane the column that may be dropped but not masked; null where the file names none
     */
    static ColumnRules from(@Nullable Setting setting, Set<String> kept, @Nullable String lane, boolean hasMaskKey) {
        Section section = setting == null ? null : setting.section(Keys.COLUMNS);
        if (section == null) {
            return ColumnRules.NONE;
        }
        Set<String> unmasked = new HashSet<>(kept);
        if (lane != null) {
            unmasked.add(lane);
        }
        BindColumns columns = new BindColumns(kept, unmasked, hasMaskKey);
        columns.drop(section.optional("drop"));
        columns.each(section, "rename", "a column's name in the target", columns::rename);
        columns.each(section, "mask", "hmac, keep-first, constant(...) or null", columns::mask);
        // In the order in which they happen.
        columns.each(section, "zero-date", "null or a date", columns::zeroDate);
        columns.each(section, "infinity", "null or a date", columns::infinity);
        columns.each(section, "nul", "strip", columns::nul);
        columns.each(section, "cast", "a type such as decimal(12,2)", columns::cast);
        return new ColumnRules(columns.drop, columns.rename, columns.mask, columns.losses);
    }

    private void drop(@Nullable Setting setting) {
        List<Setting> items = setting == null ? null : setting.items("a list of columns, such as [note]");
        for (Setting item : items == null ? List.<Setting>of() : items) {
            Words words = item.filledWords("a column's name");
            if (words != null && kept.contains(words.text())) {
                item.problem("names a column of the key or the watermark, which cannot be dropped" + words.got());
            } else if (words != null && !drop.add(words.text())) {
                item.problem("names a column for the second time" + words.got());
            }
        }
    }

    private void each(Section section, String key, String what, BiConsumer<String, Setting> binder) {
        Setting setting = section.optional(key);
        Map<String, Setting> entries = setting == null ? null : setting.entries("a mapping of columns to " + what);
        for (Map.Entry<String, Setting> entry :
                entries == null ? Set.<Map.Entry<String, Setting>>of() : entries.entrySet()) {
            if (drop.contains(entry.getKey())) {
                entry.getValue().problem("speaks of a column that is dropped");
            } else {
                binder.accept(entry.getKey(), entry.getValue());
            }
        }
    }

    private void rename(String column, Setting setting) {
        Words words = setting.filledWords("a column's name");
        if (words != null && rename.containsValue(words.text())) {
            setting.problem("names a column that another is renamed to already" + words.got());
        } else if (words != null) {
            rename.put(column, words.text());
        }
    }

    private void mask(String column, Setting setting) {
        Words words = setting.words("hmac, keep-first, constant(...) or null");
        if (words == null) {
            return;
        }
        Mask read = ReadMask.from(words.text());
        if (read == null) {
            setting.problem("must be hmac, hmac(8) to hmac(64), keep-first, keep-first(3), constant(text) or null"
                    + words.got());
        } else if (unmasked.contains(column)) {
            setting.problem("masks a column of the key, the watermark or the lane, which must stay what they are");
        } else if (read instanceof Mask.Hmac && !hasMaskKey) {
            setting.problem("needs a mask-key: at the top of the file");
        } else {
            mask.put(column, read);
        }
    }

    private void zeroDate(String column, Setting setting) {
        Words words = setting.words("null or a date");
        if (words != null) {
            add(column, new Loss.ZeroDate(orNull(words)));
        }
    }

    private void infinity(String column, Setting setting) {
        Words words = setting.words("null or a date");
        if (words != null) {
            add(column, new Loss.Infinity(orNull(words)));
        }
    }

    private void nul(String column, Setting setting) {
        Words words = setting.words("strip");
        if (words != null && words.text().equals("strip")) {
            add(column, new Loss.StripNul());
        } else if (words != null) {
            setting.problem("must be strip" + words.got());
        }
    }

    private void cast(String column, Setting setting) {
        Words words = setting.filledWords("a type such as decimal(12,2)");
        if (words == null) {
            return;
        }
        try {
            ColumnType type = ColumnType.parse(words.text().replace(" ", ""));
            if (CASTS.contains(type.kind()) && type.name() == null) {
                add(column, new Loss.Cast(type));
                return;
            }
        } catch (IllegalArgumentException e) {
            // Said below, with what is allowed.
        }
        setting.problem("must be decimal(p,s), time(n), timestamp(n), instant(n), text, uuid or json" + words.got());
    }

    private void add(String column, Loss loss) {
        losses.computeIfAbsent(column, c -> new ArrayList<>()).add(loss);
    }

    private static @Nullable String orNull(Words words) {
        return ReadMask.isNull(words.text()) ? null : words.text();
    }
}
