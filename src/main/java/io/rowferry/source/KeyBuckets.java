package io.rowferry.source;

import io.rowferry.database.JoinedText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The keys of one side, dealt into buckets by a hash of their texts, each counted and summed up. */
final class KeyBuckets {
    private static final int BUCKETS = 1_024;

    private final Snapshot snapshot;
    private final Selection selection;
    private final Map<Integer, Sum> sums = new HashMap<>();

    /** Of the keys in a bucket; the hash's sum is an integer of any size, as text. */
    private record Sum(long rows, String hash) {}

    private KeyBuckets(Snapshot snapshot, Selection selection) {
        this.snapshot = snapshot;
        this.selection = selection;
    }

    /** Asks the server for the sums. */
    static KeyBuckets of(Snapshot snapshot, Selection selection) throws InterruptedException {
        KeyBuckets buckets = new KeyBuckets(snapshot, selection);
        String sql = "SELECT bucket, count(*), sum(hash) FROM (SELECT " + buckets.bucket() + " AS bucket, "
                + snapshot.engine().hashSlice(buckets.text(), 1) + " AS hash FROM " + buckets.from(List.of())
                + ") dealt GROUP BY bucket";
        snapshot.stream(0, sql, List.of(), 3, selection.table(), row -> {
            String hash = String.valueOf(row[2]).replaceFirst("\\..*", "");
            buckets.sums.put(Integer.valueOf(row[0]), new Sum(Long.parseLong(row[1]), hash));
        });
        return buckets;
    }

    long rows() {
        return sums.values().stream().mapToLong(Sum::rows).sum();
    }

    /** The buckets of this side that the other has otherwise, in groups of about so many rows of both. */
    List<List<Integer>> differing(KeyBuckets other, long rowsInAGroup) {
        List<List<Integer>> groups = new ArrayList<>();
        long held = rowsInAGroup;
        for (Map.Entry<Integer, Sum> bucket : sums.entrySet()) {
            Sum theirs = other.sums.getOrDefault(bucket.getKey(), new Sum(0, "0"));
            if (theirs.equals(bucket.getValue())) {
                continue;
            }
            long rows = bucket.getValue().rows() + theirs.rows();
            if (held + rows > rowsInAGroup) {
                groups.add(new ArrayList<>());
                held = 0;
            }
            groups.get(groups.size() - 1).add(bucket.getKey());
            held += rows;
        }
        return groups;
    }

    /** Hands over the keys of these buckets that the other side has and this one has not. */
    void missing(List<Integer> buckets, KeyBuckets other, RowSink taker) throws InterruptedException {
        Set<List<@Nullable String>> own = new HashSet<>();
        keys(buckets, key -> own.add(Arrays.asList(key)));
        other.keys(buckets, key -> {
            if (!own.contains(Arrays.asList(key))) {
                taker.accept(key);
            }
        });
    }

    private void keys(List<Integer> buckets, RowSink taker) throws InterruptedException {
        String wanted = buckets.stream().map(String::valueOf).collect(Collectors.joining(", "));
        String sql = "SELECT " + selection.canonicalColumns(snapshot.engine()) + " FROM "
                + from(List.of(bucket() + " IN (" + wanted + ")"));
        snapshot.stream(0, sql, List.of(), selection.columns().size(), selection.table(), taker);
    }

    private String from(List<String> conditions) {
        return snapshot.engine().quote(selection.table()) + Selection.where(conditions, selection.where());
    }

    private String bucket() {
        return "mod(" + snapshot.engine().hashSlice(text(), 0) + ", " + BUCKETS + ")";
    }

    private String text() {
        return JoinedText.of(snapshot.engine(), selection.columns());
    }
}
