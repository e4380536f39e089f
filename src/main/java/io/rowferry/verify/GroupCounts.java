package io.rowferry.verify;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.job.VerifyRules.GroupBy;
import io.rowferry.plan.ColumnPlan;
import io.rowferry.verify.BothSides.Both;
import io.rowferry.verify.TableVerdict.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts the rows of both sides by a field. */
final class GroupCounts {
    private static final int MOST = 1_000;

    private GroupCounts() {}

    static List<Group> of(TableComparison table, GroupBy field, SideReader source, SideReader target, BothSides both)
            throws InterruptedException {
        int place = place(table, field.column());
        Both<Map<@Nullable String, Long>> counts = both.ask(
                () -> source.counts(expression(table.source(), place, field), MOST),
                () -> target.counts(expression(table.target(), place, field), MOST));
        Set<@Nullable String> values = new HashSet<>(counts.source().keySet());
        values.addAll(counts.target().keySet());
        if (values.size() > MOST) {
            throw refused(table, field.column(), "has more than " + MOST + " values");
        }
        List<Group> groups = new ArrayList<>();
        for (String value : values) {
            groups.add(new Group(
                    value,
                    Objects.requireNonNullElse(counts.source().get(value), 0L),
                    Objects.requireNonNullElse(counts.target().get(value), 0L)));
        }
        groups.sort(Comparator.comparing(Group::value, Comparator.nullsFirst(Comparator.naturalOrder())));
        return groups;
    }

    private static String expression(ComparedSide side, int place, GroupBy field) {
        String text = side.engine().canonicalText(side.columns().get(place));
        return field.characters() == 0 ? text : side.engine().first(field.characters(), text);
    }

    /** Counted are values as they are, which masked ones are not to be shown as. */
    private static int place(TableComparison table, String column) {
        List<String> names =
                table.plan().carried().stream().map(ColumnPlan::column).toList();
        int place = names.indexOf(column);
        if (place < 0) {
            throw refused(table, column, "is not carried");
        } else if (table.byMeaning().contains(column)) {
            throw refused(table, column, "is masked, a float or JSON");
        }
        return place;
    }

    private static Failure refused(TableComparison table, String column, String why) {
        return new Failure(
                ExitCode.USAGE,
                "rows of " + table.table() + " cannot be counted by " + column + ": it " + why,
                "Name another column under verify: {group-by: …} of the job file.");
    }
}
