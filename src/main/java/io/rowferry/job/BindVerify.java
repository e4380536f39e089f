package io.rowferry.job;

import io.rowferry.job.VerifyRules.GroupBy;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The {@code verify:} of a job. */
final class BindVerify {
    private static final Pattern FIELD = Pattern.compile("(year|month|day)\\(\\s*([^()]+?)\\s*\\)|([^()]+)");
    private static final Map<String, Integer> CHARACTERS = Map.of("year", 4, "month", 7, "day", 10);

    private BindVerify() {}

    /** @param tables those that the job lists */
    static VerifyRules from(@Nullable Setting setting, List<TableName> tables) {
        Section section = setting == null ? null : setting.section(Keys.VERIFY);
        if (section == null) {
            return VerifyRules.DEFAULT;
        }
        return new VerifyRules(groupBy(section.optional("group-by"), tables), settle(section.optional("settle")));
    }

    private static Map<TableName, GroupBy> groupBy(@Nullable Setting setting, List<TableName> tables) {
        Map<String, Setting> entries =
                setting == null ? null : setting.entries("a mapping of tables to fields, such as orders: region");
        Map<TableName, GroupBy> groups = new LinkedHashMap<>();
        if (entries == null) {
            return groups;
        }
        entries.forEach((name, field) -> {
            TableName table = tables.stream()
                    .filter(listed -> listed.toString().equals(name))
                    .findFirst()
                    .orElse(null);
            GroupBy group = field(field);
            if (table == null) {
                field.problem("stands under no table that the job lists");
            } else if (group != null) {
                groups.put(table, group);
            }
        });
        return groups;
    }

    private static @Nullable GroupBy field(Setting setting) {
        Words words = setting.filledWords("a column, or year, month or day of one, such as month(created_at)");
        if (words == null) {
            return null;
        }
        Matcher matcher = FIELD.matcher(words.text().strip());
        if (!matcher.matches()) {
            setting.problem("must be a column, or year, month or day of one, such as month(created_at)" + words.got());
            return null;
        }
        return matcher.group(1) == null
                ? new GroupBy(matcher.group(3), 0)
                : new GroupBy(matcher.group(2), CHARACTERS.getOrDefault(matcher.group(1), 0));
    }

    private static Duration settle(@Nullable Setting setting) {
        Words words = setting == null ? null : setting.words("a duration such as 30s");
        Duration settle = words == null ? null : ReadDuration.from(words.text());
        if (setting != null && words != null && settle == null) {
            setting.problem("must be a duration such as 0s, 30s or 2m" + words.got());
        }
        return settle == null ? VerifyRules.DEFAULT.settle() : settle;
    }
}
