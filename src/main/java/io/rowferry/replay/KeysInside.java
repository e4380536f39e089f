package io.rowferry.replay;

import io.rowferry.bus.BatchBody;
import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.TableName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells whose rows the letters of a plan hold. */
public final class KeysInside {
    private final Map<Form, Map<List<String>, Set<Long>>> letters = new LinkedHashMap<>();

    /** How letters write the keys of a table, which may be another way than the job has now. */
    private record Form(TableName table, List<Column> columns) {
        boolean isOf(TableName other, List<Column> key) {
            return table.equals(other)
                    && columns.stream()
                            .map(Column::name)
                            .toList()
                            .equals(key.stream().map(Column::name).toList())
                    && columns.stream()
                            .map(column -> written(column.type()))
                            .toList()
                            .equals(key.stream()
                                    .map(column -> written(column.type()))
                                    .toList());
        }

        /** What of a type its texts depend on: not how many values it has, nor the digits of a second, which are always six. */
        private static ColumnType written(ColumnType type) {
            return new ColumnType(type.kind(), 0, type.isTemporal() ? 0 : type.scale(), type.name());
        }
    }

    /** Looks into the letters. A damaged one tells nothing. */
    public KeysInside(DeadLetterQueue queue, ReplayPlan plan) {
        Set<Long> wanted = new HashSet<>();
        plan.letters().forEach(letter -> wanted.add(letter.sequenceNumber()));
        queue.peekAll(letter -> {
            BatchMessage batch = letter.batch();
            BatchBody body = batch != null && wanted.contains(letter.sequenceNumber()) ? RowsInside.body(batch) : null;
            if (batch != null && body != null) {
                Map<List<String>, Set<Long>> keys = letters.computeIfAbsent(
                        new Form(batch.table(), RowsInside.keyColumns(body)), form -> new LinkedHashMap<>());
                RowsInside.keyTexts(body)
                        .forEach(key -> keys.computeIfAbsent(key, none -> new HashSet<>(2))
                                .add(letter.sequenceNumber()));
            }
        });
    }

    /** Whether any letter tells keys of the table. */
    public boolean anyOf(TableName table) {
        return letters.keySet().stream().anyMatch(form -> form.table().equals(table));
    }

    /**
     * The keys of a table, each with the sequence numbers of the letters that hold it: canonical texts in the order of the
     * key's columns. Letters that write it in another form are left out.
     *
     * @param key names and types of the key's columns, as messages have them
     */
    public Map<List<String>, Set<Long>> of(TableName table, List<Column> key) {
        Map<List<String>, Set<Long>> keys = new HashMap<>();
        letters.forEach((form, inside) -> {
            if (form.isOf(table, key)) {
                inside.forEach((texts, numbers) ->
                        keys.computeIfAbsent(texts, none -> new HashSet<>(2)).addAll(numbers));
            }
        });
        return keys;
    }
}
