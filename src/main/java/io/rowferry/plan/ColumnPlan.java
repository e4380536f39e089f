package io.rowferry.plan;

import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.Loss;
import io.rowferry.table.Mask;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How one column travels.
 *
 * @param column its name in the source
 * @param sourceType the source's own words for its type
 * @param source as the source describes it, in its declared zone; null when that is of a type that is not carried
 * @param name what messages and the target call it
 * @param target as the target describes it, in its declared zone; null when it has none, or was not looked at
 * @param targetType the target's own words for its type; null as above
 * @param read the type whose canonical text is read; null when nothing is carried
 * @param form the type that messages say; other than {@code read} only where a mask changes it. Null as above
 * @param losses what the job declares to be changed
 * @param mask what takes the values' place; null for the values themselves
 * @param note what a person should know; null when nothing. With {@code REFUSED} the reason
 */
public record ColumnPlan(
        String column,
        String sourceType,
        @Nullable Column source,
        String name,
        @Nullable Column target,
        @Nullable String targetType,
        @Nullable ColumnType read,
        @Nullable ColumnType form,
        List<Loss> losses,
        @Nullable Mask mask,
        Fit fit,
        @Nullable String note) {

    /** A column of which nothing is carried. */
    static ColumnPlan notCarried(
            String column,
            String sourceType,
            @Nullable Column source,
            String name,
            @Nullable Column target,
            Fit fit,
            @Nullable String note) {
        return new ColumnPlan(
                column,
                sourceType,
                source,
                name,
                target,
                target == null ? null : target.declared(),
                null,
                null,
                List.of(),
                null,
                fit,
                note);
    }

    /** The same column, for a target that is yet to get it. */
    ColumnPlan toBeAdded() {
        return new ColumnPlan(
                column,
                sourceType,
                source,
                name,
                target,
                targetType,
                read,
                form,
                losses,
                mask,
                Fit.ADDED,
                "to be added to the target, nullable");
    }

    /** Whether its values are in messages. */
    public boolean carried() {
        return form != null && (fit == Fit.EXACT || fit == Fit.DECLARED || fit == Fit.MASKED || fit == Fit.ADDED);
    }

    /** The column that a target is to get for it. */
    Column toAdd() {
        if (source == null || form == null) {
            throw new IllegalStateException(column + " is not carried");
        }
        return new Column(name, form, true, sourceType, null, source.labels(), false);
    }

    /** How it is read. */
    Carried toRead() {
        if (source == null || read == null) {
            throw new IllegalStateException(column + " is not carried");
        }
        return new Carried(source, read, losses);
    }

    /** What messages say of it. */
    Column inMessage() {
        if (form == null) {
            throw new IllegalStateException(column + " is not carried");
        }
        return new Column(name, form, true);
    }

    /** How the target is to write it down, for comparing. */
    Carried onTarget() {
        if (target == null || form == null) {
            throw new IllegalStateException(name + " is not in the target");
        }
        return new Carried(target, form);
    }
}
