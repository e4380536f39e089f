package io.rowferry.verify;

import io.rowferry.database.Engine;
import io.rowferry.database.JoinedText;
import io.rowferry.shape.Shape;
import io.rowferry.source.Selection;
import io.rowferry.table.Carried;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.TableName;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One side of a table, as SQL: its key, its rows' hashes, its values.
 *
 * @param where what the compared rows must be; null for all
 * @param key in the forms that both sides share, in the order of the table's key
 * @param walk the key in the order of an index of this side, in the forms that its bounds are written in
 * @param columns what is compared, in the order of a message's row
 * @param byText places of the columns that the servers hash
 * @param byMeaning places of the columns that are compared here
 * @param whole masks a row of all columns; one thread
 * @param part makes what masks a row of those that are compared here; one thread each
 */
record ComparedSide(
        Engine engine,
        TableName table,
        @Nullable String where,
        List<Carried> key,
        List<Carried> walk,
        List<Carried> columns,
        List<Integer> byText,
        List<Integer> byMeaning,
        Shape whole,
        Supplier<Shape> part) {

    /** Bounds of whole numbers may lie beyond what the column of the other side can hold. */
    static Carried wide(Carried column) {
        ColumnType type = column.column().type();
        return isWhole(type)
                ? new Carried(column.column().as(ColumnType.integer(64)), column.form(), column.losses())
                : column;
    }

    static boolean isWhole(ColumnType type) {
        return type.kind() == Kind.INTEGER || (type.kind() == Kind.UNSIGNED && type.size() < 64);
    }

    List<String> keyTexts() {
        return key.stream().map(engine::canonicalText).toList();
    }

    /** The key as the side itself writes it. */
    List<String> plainKeyTexts() {
        return key.stream()
                .map(column -> columns.stream()
                        .map(Carried::column)
                        .filter(plain -> plain.name().equals(column.column().name()))
                        .findFirst()
                        .orElseThrow())
                .map(Carried::plainly)
                .map(engine::canonicalText)
                .toList();
    }

    List<String> texts(List<Integer> places) {
        return places.stream().map(columns::get).map(engine::canonicalText).toList();
    }

    /** An expression for a row's hash; NULL where the server cannot hash so long a row. */
    String hash() {
        return engine.hash(
                JoinedText.of(engine, byText.stream().map(columns::get).toList()));
    }

    /** An expression for the number of one of so many buckets that the row's key falls into. */
    String bucket(int buckets) {
        return "mod(" + engine.hashSlice(JoinedText.of(engine, key), 0) + ", " + buckets + ")";
    }

    /** The FROM and WHERE of a query for rows that meet conditions. */
    String from(Stream<String> conditions) {
        return " FROM " + engine.quote(table) + Selection.where(conditions.toList(), where);
    }
}
