package io.rowferry.replay;

import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.DeadLetter;
import io.rowferry.table.TableName;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant: those that everything said here holds for. What is not the job's own is meant only by a look, or
 * when it is named.
 *
 * @param ids of which one is the letter's: its id or the beginning of it, its MessageId, or its sequence number; of several
 *     values of one kind, here and below, one must hold; none means any
 * @param keys of which a row inside has one: canonical texts, joined by commas
 * @param before later than which the bus has not taken it in; null for any time
 * @param after earlier than which the bus has not taken it in; null for any time
 * @param limit how many at most, oldest first
 */
public record Choice(
        Set<String> ids,
        Set<String> reasons,
        Set<TableName> tables,
        Set<String> keys,
        Set<Integer> lanes,
        Set<String> runs,
        @Nullable Instant before,
        @Nullable Instant after,
        long limit) {
    /** Everything that is the job's own. */
    public static final Choice ALL =
            new Choice(Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), null, null, Long.MAX_VALUE);

    /** A shorter beginning of an id is none. */
    private static final int SHORTEST = 6;

    /** One letter alone. */
    public static Choice one(String id) {
        return new Choice(Set.of(id), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), null, null, Long.MAX_VALUE);
    }

    /** Whether nothing at all was chosen, which means all. */
    public boolean isAll() {
        return equals(ALL);
    }

    boolean matches(DeadLetter letter, ListedLetter listed, boolean foreignToo) {
        TableName table = listed.table();
        return (ids.isEmpty() ? foreignToo || listed.ours() : names(listed))
                && (reasons.isEmpty() || reasons.contains(listed.reason()))
                && (tables.isEmpty() || (table != null && tables.contains(table)))
                && (lanes.isEmpty() || lanes.contains(listed.lane()))
                && (runs.isEmpty() || (listed.run() != null && runs.contains(listed.run())))
                && (before == null || !listed.enqueuedAt().isAfter(before))
                && (after == null || !listed.enqueuedAt().isBefore(after))
                && (keys.isEmpty() || holdsKey(letter));
    }

    private boolean names(ListedLetter letter) {
        return ids.stream().anyMatch(id -> names(letter, id));
    }

    static boolean names(ListedLetter letter, String id) {
        return letter.id().equals(id)
                || letter.messageId().equals(id)
                || String.valueOf(letter.sequenceNumber()).equals(id)
                || (id.length() >= SHORTEST && letter.id().startsWith(id));
    }

    private boolean holdsKey(DeadLetter letter) {
        BatchMessage batch = letter.batch();
        return batch != null && RowsInside.keys(batch).stream().anyMatch(keys::contains);
    }

    /** For people and the audit: such as {@code --reason constraint --lane 3}. */
    public String words() {
        List<String> words = new ArrayList<>();
        add(words, "--id", ids);
        add(words, "--reason", reasons);
        add(words, "--table", tables);
        add(words, "--key", keys);
        add(words, "--lane", lanes);
        add(words, "--run", runs);
        if (before != null) {
            words.add("--before " + before);
        }
        if (after != null) {
            words.add("--after " + after);
        }
        if (limit != Long.MAX_VALUE) {
            words.add("--limit " + limit);
        }
        return words.isEmpty() ? "all of the job" : String.join(" ", words);
    }

    private static void add(List<String> words, String option, Collection<?> values) {
        words.addAll(values.stream().map(value -> option + " " + value).sorted().collect(Collectors.toList()));
    }
}
