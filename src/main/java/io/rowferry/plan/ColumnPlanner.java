package io.rowferry.plan;

import io.rowferry.job.Drift;
import io.rowferry.job.TableJob;
import io.rowferry.plan.TypeFit.Found;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.Loss;
import io.rowferry.table.Mask;
import io.rowferry.table.TableShape;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Plans the columns of one table, each by itself. */
final class ColumnPlanner {
    private final TableJob job;
    private final @Nullable TableShape target;
    private final Side side;
    private final TypeFit fit;
    private final Drift drift;

    /** @param side the source's */
    ColumnPlanner(TableJob job, @Nullable TableShape target, Side side, TypeFit fit, Drift drift) {
        this.job = job;
        this.target = target;
        this.side = side;
        this.fit = fit;
        this.drift = drift;
    }

    /** A column of a type that is not carried. */
    ColumnPlan planRefused(String column, String type) {
        boolean dropped = job.columns().drop().contains(column);
        return ColumnPlan.notCarried(
                column,
                type,
                null,
                column,
                null,
                dropped ? Fit.DROPPED : Fit.REFUSED,
                dropped ? null : "is of type " + type + ", which is not carried; drop: it");
    }

    ColumnPlan plan(Column column) {
        String name = job.columns().nameInTarget(column.name());
        if (job.columns().drop().contains(column.name())) {
            return absent(column, Fit.DROPPED, null);
        }
        Column landing =
                target == null ? null : target.column(name).map(fit::inZone).orElse(null);
        if (landing != null && landing.generated()) {
            return column.generated()
                    ? absent(column, Fit.GENERATED, "the target computes it")
                    : refused(column, name, landing, "is computed by the target; drop: it");
        }
        if (target != null && landing == null) {
            return withoutTarget(column, name, target.refused().get(name));
        }
        return land(inZone(column), name, landing);
    }

    private Column inZone(Column column) {
        return column.as(column.type().in(side.zone()));
    }

    private ColumnPlan withoutTarget(Column column, String name, @Nullable String typeThere) {
        if (typeThere != null) {
            return refused(column, name, null, "is of type " + typeThere + " in the target, which is not carried");
        }
        return switch (drift) {
            case FAIL -> refused(column, name, null, "is not in the target; add it there, or drop: it");
            case IGNORE -> absent(column, Fit.DROPPED, "not in the target (drift: ignore)");
            case ADD_NULLABLE -> {
                ColumnPlan alone = land(inZone(column), name, null);
                if (!alone.carried()) {
                    yield alone;
                }
                yield fit.canBeAdded(alone)
                        ? alone.toBeAdded()
                        : refused(
                                column,
                                name,
                                null,
                                "is not in the target, which has no type for " + column.declared()
                                        + "; declare a cast:, or drop: it");
            }
        };
    }

    private ColumnPlan land(Column column, String name, @Nullable Column landing) {
        List<Loss> losses = job.columns().lossesOf(column.name());
        Mask mask = job.columns().mask().get(column.name());
        String problem = Casts.problem(column.type(), losses);
        if (problem != null) {
            return refused(column, name, landing, "has a setting that is not for it: " + problem);
        }
        ColumnType from = Casts.after(column.type(), losses);
        if (mask != null) {
            return masked(column, name, landing, from, losses, mask);
        }
        if (from.kind() == Kind.TIMESTAMP && from.name() == null) {
            return refused(column, name, landing, "has no zone; say which one is meant by zone: under source:");
        } else if (landing == null) {
            return carried(column, name, null, from.form(), from.form(), losses, null);
        }
        Found found = fit.between(from, landing, Casts.crossZones(column.type(), losses));
        ColumnType form = found.form();
        if (form == null) {
            String remedy = found.remedy() == null
                    ? "; drop: it, or change a side"
                    : "; declare the loss by columns: {cast: {" + column.name() + ": \"" + found.remedy() + "\"}}";
            return refused(column, name, landing, "does not fit: " + found.why() + remedy);
        }
        return carried(column, name, landing, form, form, losses, null);
    }

    private ColumnPlan masked(
            Column column, String name, @Nullable Column landing, ColumnType from, List<Loss> losses, Mask mask) {
        String problem = Masks.problem(from, mask);
        if (problem == null && mask instanceof Mask.Null && landing != null && !landing.nullable()) {
            problem = "the target takes no NULL";
        }
        if (problem != null) {
            return refused(column, name, landing, "cannot be masked so: " + problem);
        }
        ColumnType form = Masks.form(from.form(), mask);
        boolean valueless = mask instanceof Mask.Constant || mask instanceof Mask.Null;
        if (landing != null && valueless) {
            // Nothing of the source's values is in it, so that the target's own form is as good as any.
            form = landing.type().form();
        } else if (landing != null) {
            Found found = fit.between(form, landing, false);
            boolean cut = landing.type().size() < form.size() && mask instanceof Mask.Hmac;
            if (found.form() == null || cut) {
                String why = cut ? landing.declared() + " is too short" : String.valueOf(found.why());
                return refused(column, name, landing, "cannot hold its mask: " + why);
            }
            form = found.form();
        }
        if (mask instanceof Mask.Constant constant) {
            String text = Constants.canonical(form, constant.text());
            return text == null
                    ? refused(column, name, landing, "cannot be masked so: the constant is no value of " + form)
                    : carried(column, name, landing, from.form(), form, losses, new Mask.Constant(text));
        }
        return carried(column, name, landing, from.form(), form, losses, mask);
    }

    private static ColumnPlan carried(
            Column column,
            String name,
            @Nullable Column landing,
            ColumnType read,
            ColumnType form,
            List<Loss> losses,
            @Nullable Mask mask) {
        String note =
                mask != null ? Masks.words(mask) : losses.isEmpty() ? Notes.narrow(form, landing) : Notes.of(losses);
        return new ColumnPlan(
                column.name(),
                column.declared(),
                column,
                name,
                landing,
                landing == null ? null : landing.declared(),
                read,
                form,
                losses,
                mask,
                mask != null ? Fit.MASKED : losses.isEmpty() ? Fit.EXACT : Fit.DECLARED,
                note);
    }

    private static ColumnPlan refused(Column column, String name, @Nullable Column landing, String why) {
        return ColumnPlan.notCarried(column.name(), column.declared(), column, name, landing, Fit.REFUSED, why);
    }

    private static ColumnPlan absent(Column column, Fit fit, @Nullable String note) {
        return ColumnPlan.notCarried(column.name(), column.declared(), column, column.name(), null, fit, note);
    }
}
