package io.rowferry.verify;

import io.rowferry.database.Engine;
import io.rowferry.job.Deletes;
import io.rowferry.job.TableJob;
import io.rowferry.plan.ColumnPlan;
import io.rowferry.plan.TablePlan;
import io.rowferry.shape.MaskKey;
import io.rowferry.shape.Shape;
import io.rowferry.source.GoneRows;
import io.rowferry.source.Selection;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.Mask;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What is compared of a table, and how: as its rows are sent, so that sync and verify cannot disagree. */
public final class TableComparison {
    private final TablePlan plan;
    private final ComparedSide source;
    private final ComparedSide target;
    private final boolean ordered;

    private TableComparison(TablePlan plan, ComparedSide source, ComparedSide target, boolean ordered) {
        this.plan = plan;
        this.source = source;
        this.target = target;
        this.ordered = ordered;
    }

    /** @param there what the target says of the table */
    static TableComparison of(
            TablePlan plan, Engine sourceEngine, Engine targetEngine, TableShape there, MaskKey maskKey) {
        List<Carried> read = plan.toRead().subList(0, plan.carried().size());
        List<Carried> held = plan.onTarget();
        List<Integer> order = walkOrder(plan.source().uniqueKeys(), plan.sourceKey());
        List<Integer> otherOrder = walkOrder(there.uniqueKeys(), plan.key());
        boolean ordered = order.equals(otherOrder)
                && order.stream()
                        .allMatch(i -> sameOrder(at(plan, read, i), at(plan, held, i), sourceEngine, targetEngine));
        return new TableComparison(
                plan,
                side(plan, sourceEngine, read, order, ordered, present(plan, sourceEngine), plan.masks(), maskKey),
                side(plan, targetEngine, held, otherOrder, ordered, plan.job().targetWhere(), Map.of(), maskKey),
                ordered);
    }

    private static @Nullable String present(TablePlan plan, Engine engine) {
        Selection all =
                new Selection(plan.table(), List.of(), List.of(), plan.job().where());
        Column mark = plan.job().deletes() instanceof Deletes.Soft soft
                ? plan.source().column(soft.column()).orElse(null)
                : null;
        return new GoneRows(engine, all, mark).present().where();
    }

    private static ComparedSide side(
            TablePlan plan,
            Engine engine,
            List<Carried> columns,
            List<Integer> order,
            boolean ordered,
            @Nullable String where,
            Map<Integer, Mask> masks,
            MaskKey maskKey) {
        List<Integer> byMeaning = places(plan, true);
        Map<Integer, Mask> some = new TreeMap<>();
        for (int i = 0; i < byMeaning.size(); i++) {
            Mask mask = masks.get(byMeaning.get(i));
            if (mask != null) {
                some.put(i, mask);
            }
        }
        List<Carried> key = Arrays.stream(plan.keyPlaces())
                .mapToObj(columns::get)
                .map(ComparedSide::wide)
                .toList();
        List<Carried> walk = order.stream()
                .map(i -> at(plan, columns, i))
                .map(column -> ordered ? ComparedSide.wide(column) : Carried.plainly(column.column()))
                .toList();
        return new ComparedSide(
                engine,
                plan.table(),
                where,
                key,
                walk,
                columns,
                places(plan, false),
                byMeaning,
                new Shape(columns.size(), masks, maskKey),
                () -> new Shape(byMeaning.size(), some, maskKey));
    }

    private static List<Integer> places(TablePlan plan, boolean byMeaning) {
        List<ColumnPlan> carried = plan.carried();
        return IntStream.range(0, carried.size())
                .filter(i -> takes(carried.get(i)) == byMeaning)
                .boxed()
                .toList();
    }

    /** Whether a column's values are compared here and not by the servers. */
    private static boolean takes(ColumnPlan column) {
        ColumnType form = column.form();
        return column.mask() != null || (form != null && form.comparedByMeaning());
    }

    private static Carried at(TablePlan plan, List<Carried> columns, int placeInKey) {
        return columns.get(plan.keyPlaces()[placeInKey]);
    }

    /** Places in the key, in the order of the side's own index on it. */
    private static List<Integer> walkOrder(List<List<String>> uniqueKeys, List<String> key) {
        List<String> indexed = uniqueKeys.contains(key)
                ? key
                : uniqueKeys.stream()
                        .filter(unique -> new HashSet<>(unique).equals(new HashSet<>(key)))
                        .findFirst()
                        .orElse(key);
        return indexed.stream().map(key::indexOf).toList();
    }

    /** Whether both servers order the values alike, so that a range of the one is a range of the other. */
    private static boolean sameOrder(Carried one, Carried other, Engine here, Engine there) {
        ColumnType type = one.column().type();
        ColumnType otherType = other.column().type();
        boolean plain = one.losses().isEmpty()
                && one.form().equals(type.form())
                && (one.form().equals(otherType.form()) || ComparedSide.isWhole(otherType));
        if (!plain) {
            return false;
        } else if (ComparedSide.isWhole(type)) {
            return ComparedSide.isWhole(otherType);
        }
        return switch (type.kind()) {
            case UNSIGNED, DECIMAL, DATE, TIMESTAMP, INSTANT -> type.equals(otherType);
            case UUID -> otherType.kind() == Kind.UUID && here.name().equals(there.name());
            default -> false;
        };
    }

    public TableName table() {
        return plan.table();
    }

    /** The names of the key's columns in the source. */
    public List<String> key() {
        return plan.sourceKey();
    }

    /** Names of columns whose values are compared as numbers or trees, or after they were masked. */
    public List<String> byMeaning() {
        return places(plan, true).stream()
                .map(i -> plan.carried().get(i).column())
                .toList();
    }

    TablePlan plan() {
        return plan;
    }

    TableJob job() {
        return plan.job();
    }

    ComparedSide source() {
        return source;
    }

    ComparedSide target() {
        return target;
    }

    /** Whether a range of keys of the one side is the same range of the other. */
    boolean isOrdered() {
        return ordered;
    }

    /** Whether keys can be told apart by one side that are the same key to the other. */
    boolean mayCollide() {
        return target.key().stream()
                .anyMatch(column -> switch (column.column().type().kind()) {
                    case TEXT, CHAR -> true;
                    default -> false;
                });
    }

    /** Which columns of two rows differ. */
    List<Difference.Change> changes(@Nullable String[] there, @Nullable String[] here) {
        List<Difference.Change> changes = new ArrayList<>();
        for (int i = 0; i < there.length; i++) {
            if (!Objects.equals(form(i, there[i], true), form(i, here[i], false))) {
                changes.add(new Difference.Change(plan.carried().get(i).column(), there[i], shown(i, here[i])));
            }
        }
        return changes;
    }

    /** What was copied before its column was masked is nobody's to see. */
    private @Nullable String shown(int place, @Nullable String here) {
        Mask mask = plan.masks().get(place);
        return mask == null || here == null || mask.mayHaveMade(here) ? here : "***";
    }

    /** The values at some places in forms that are equal exactly when the values mean the same. */
    @Nullable
    String form(int place, @Nullable String value, boolean onSource) {
        ColumnType one = plan.messageColumns().get(place).type();
        ColumnType other = target.columns().get(place).column().type();
        ColumnType own = onSource ? one : other;
        return value != null && own.comparedByMeaning() ? Meaning.of(value, one, other) : value;
    }

    /** The place of the version in a row; -1 when there is none. */
    int versionPlace() {
        String watermark = plan.job().watermark();
        List<String> names = plan.carried().stream().map(ColumnPlan::column).toList();
        return watermark == null ? -1 : names.indexOf(watermark);
    }
}
