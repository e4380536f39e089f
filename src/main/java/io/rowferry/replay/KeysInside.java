package io.rowferry.replay;

import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.table.TableName;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Tells whose rows the letters of a plan hold. */
public final class KeysInside {
    private KeysInside() {}

    /** The keys of each table, each once: canonical texts in the order of the key's columns. */
    public static Map<TableName, Set<List<String>>> of(DeadLetterQueue queue, ReplayPlan plan) {
        Set<Long> wanted = new HashSet<>();
        plan.letters().forEach(letter -> wanted.add(letter.sequenceNumber()));
        Map<TableName, Set<List<String>>> keys = new LinkedHashMap<>();
        queue.peekAll(letter -> {
            BatchMessage batch = letter.batch();
            if (batch != null && wanted.contains(letter.sequenceNumber())) {
                keys.computeIfAbsent(batch.table(), table -> new LinkedHashSet<>())
                        .addAll(RowsInside.keyTexts(batch));
            }
        });
        return keys;
    }
}
