package io.rowferry.database;

import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.TableName;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What a guarded write needs to know of its table.
 *
 * @param staging quoted name of the staging table, whose column {@code ci} holds the text of {@code columns.get(i)}
 * @param columns the target's columns with the forms that the batch has them in, in its order
 * @param key names among {@code columns}; the target has a unique key on exactly these
 * @param version the column whose greater value is the newer row; null when the order alone decides
 */
public record WritePlan(
        TableName table,
        String staging,
        List<Carried> columns,
        List<String> key,
        @Nullable String version) {

    Column column(int place) {
        return columns.get(place).column();
    }

    int place(String column) {
        for (int i = 0; i < columns.size(); i++) {
            if (columns.get(i).column().name().equals(column)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no column " + column + " in " + table);
    }

    List<Integer> keyPlaces() {
        return key.stream().map(this::place).toList();
    }

    List<Integer> otherPlaces() {
        return IntStream.range(0, columns.size())
                .filter(i -> !key.contains(columns.get(i).column().name()))
                .boxed()
                .toList();
    }

    /** Those whose contents tell two rows apart: the version before all others, as a row that is newer differs in it. */
    List<Integer> placesToCompare() {
        return otherPlaces().stream()
                .sorted(Comparator.comparing(
                        (Integer i) -> !columns.get(i).column().name().equals(version)))
                .toList();
    }
}
