package io.rowferry.verify;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Engine;
import io.rowferry.source.KeyRange;
import io.rowferry.source.NamedKeys;
import io.rowferry.source.RowSink;
import io.rowferry.source.Snapshot;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Asks one side of a table, each question in a short transaction of its own. Safe for any number of threads, but for
 * {@link #keyAfter} and {@link #rows}, which are for one.
 */
final class SideReader {
    private final TableComparison table;
    private final ComparedSide side;
    private final Supplier<Snapshot> snapshots;
    private final String place;
    private final AtomicLong bytes;
    private final boolean onSource;
    private boolean walks;

    /**
     * Sets it up.
     *
     * @param place where the side is, for people
     * @param bytes counts what the server answers
     */
    SideReader(TableComparison table, boolean onSource, Supplier<Snapshot> snapshots, String place, AtomicLong bytes) {
        this.table = table;
        this.onSource = onSource;
        this.side = onSource ? table.source() : table.target();
        this.snapshots = snapshots;
        this.place = place;
        this.bytes = bytes;
    }

    /** Takes a key with the hash of its row. */
    @FunctionalInterface
    interface HashSink {
        void accept(List<String> key, RowHash hash) throws InterruptedException;
    }

    /**
     * A row.
     *
     * @param plainKey as this side itself writes it
     * @param values after the masks, in the order of a message's row
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record SideRow(
            List<String> key,
            List<String> plainKey,
            @Nullable String[] values) {}

    /** How many rows there are. */
    long count() throws InterruptedException {
        long[] count = {0};
        query("SELECT count(*)" + side.from(Stream.empty()), List.of(), 1, row -> count[0] = number(row[0]));
        return count[0];
    }

    /** How many rows there are of each value of an expression; null is NULL. */
    Map<@Nullable String, Long> counts(String expression, int most) throws InterruptedException {
        Map<@Nullable String, Long> counts = new HashMap<>();
        String sql = "SELECT grouped, count(*) FROM (SELECT " + side.engine().exactly(expression) + " AS grouped"
                + side.from(Stream.empty()) + ") valued GROUP BY grouped LIMIT " + (most + 1);
        query(sql, List.of(), 2, row -> counts.put(row[0], number(row[1])));
        return counts;
    }

    /** The last of so many keys of a range, along this side's index; empty when there are fewer. */
    Optional<List<String>> keyAfter(KeyRange range, int rows) throws InterruptedException {
        try (Snapshot snapshot = snapshots.get()) {
            List<String> above = range.above();
            if (above != null && !walks) {
                walks = true;
                checkWalk(snapshot, range);
            }
            return snapshot.keyAfter(side.table(), side.walk(), range, rows);
        }
    }

    /** From the second range on, so that small tables are not meant, a server that does not walk along an index reads the whole table for each of them. */
    private void checkWalk(Snapshot snapshot, KeyRange range) {
        if (snapshot.readsAll(side.table(), side.walk(), new KeyRange(range.above(), null))) {
            throw new Failure(
                    ExitCode.REFUSED,
                    place + " would read all of " + side.table()
                            + " for each part of it: it finds no index that orders "
                            + side.walk().stream()
                                    .map(column -> column.column().name())
                                    .collect(Collectors.joining(", ")),
                    "Create a unique index on the key there, in the column's own collation, or mend the one that is there;"
                            + " after a large load, ANALYZE the table. verify --depth count compares counts without it.");
        }
    }

    /** The sums of a range's rows, group by group; without rows a group is left out. */
    Map<String, Checksum> sums(KeyRange range, Grouping grouping) throws InterruptedException {
        Map<String, Checksum> sums = new HashMap<>();
        if (!side.byMeaning().isEmpty()) {
            read(
                    range,
                    grouping,
                    List.of(),
                    true,
                    (group, key, hash) -> sums.merge(group, Checksum.NONE.plus(hash), (sum, one) -> sum.plus(hash)));
            return sums;
        }
        Engine engine = side.engine();
        String rows = side.from(conditions(range, grouping, List.of()));
        String sql = grouping.isNone()
                ? engine.sumOfHashes(side.hash(), rows)
                : engine.sumsOfHashes(grouping.expression(side), side.hash(), rows);
        query(sql, range.parameters(engine), 5, row -> {
            refuseUnseen(number(row[4]));
            Checksum sum = new Checksum(
                    number(row[1]), new BigInteger(String.valueOf(row[2])), new BigInteger(String.valueOf(row[3])));
            if (sum.rows() > 0) {
                sums.put(String.valueOf(row[0]), sum);
            }
        });
        return sums;
    }

    /** The hashes of a range's rows in some groups. */
    void hashes(KeyRange range, Grouping grouping, Collection<String> groups, HashSink sink)
            throws InterruptedException {
        read(range, grouping, groups, false, (group, key, hash) -> sink.accept(key, hash));
    }

    @FunctionalInterface
    private interface GroupedSink {
        void accept(String group, List<String> key, RowHash hash) throws InterruptedException;
    }

    private void read(KeyRange range, Grouping grouping, Collection<String> groups, boolean withGroup, GroupedSink sink)
            throws InterruptedException {
        List<String> expressions = new ArrayList<>(side.keyTexts());
        int keys = expressions.size();
        expressions.add(side.engine().digits(side.hash()));
        expressions.addAll(side.texts(side.byMeaning()));
        int end = expressions.size();
        if (withGroup) {
            expressions.add(grouping.expression(side));
        }
        String sql = "SELECT " + String.join(", ", expressions) + side.from(conditions(range, grouping, groups));
        WholeHash whole = new WholeHash(table, side, onSource);
        query(sql, range.parameters(side.engine()), expressions.size(), row -> {
            refuseUnseen(row[keys] == null ? 1 : 0);
            RowHash hash = RowHash.of(String.valueOf(row[keys]));
            sink.accept(
                    String.valueOf(withGroup ? row[end] : null),
                    key(row, keys),
                    whole.of(hash, Arrays.copyOfRange(row, keys + 1, end)));
        });
    }

    private Stream<String> conditions(KeyRange range, Grouping grouping, Collection<String> groups) {
        List<String> conditions = new ArrayList<>(range.conditions(side.engine(), side.walk()));
        if (!groups.isEmpty() && !grouping.isNone()) {
            conditions.add(grouping.expression(side) + " IN (" + String.join(", ", groups) + ")");
        }
        return conditions.stream();
    }

    /** The rows of these keys, by their keys. A row that only a collation takes for one of them is among them. */
    Map<List<String>, SideRow> rows(List<List<String>> wanted) throws InterruptedException {
        List<String> expressions = new ArrayList<>(side.keyTexts());
        int keys = expressions.size();
        expressions.addAll(side.plainKeyTexts());
        side.columns().stream().map(side.engine()::canonicalText).forEach(expressions::add);
        String select = "SELECT " + String.join(", ", expressions);
        Map<List<String>, SideRow> rows = new HashMap<>();
        find(wanted.stream().filter(this::canBeThere).toList(), select, expressions.size(), row -> {
            List<String> key = key(row, keys);
            List<String> plain = key(Arrays.copyOfRange(row, keys, 2 * keys), keys);
            rows.put(key, new SideRow(key, plain, side.whole().of(Arrays.copyOfRange(row, 2 * keys, row.length))));
        });
        return rows;
    }

    /**
     * A key that this side's type cannot say, such as another server's date of all zeros, is of no row here. The job's
     * own conditions do not come to mind: the sums were computed under them.
     */
    private void find(List<List<String>> wanted, String select, int columns, RowSink sink) throws InterruptedException {
        for (NamedKeys some : NamedKeys.of(wanted)) {
            try {
                query(
                        select + side.from(Stream.of(some.condition(side.engine(), side.key()))),
                        some.parameters(),
                        columns,
                        sink);
            } catch (Failure e) {
                if (e.exitCode() != ExitCode.USAGE) {
                    throw e;
                }
                List<List<String>> keys = some.keys();
                int half = keys.size() / 2;
                if (half > 0) {
                    find(keys.subList(0, half), select, columns, sink);
                    find(keys.subList(half, keys.size()), select, columns, sink);
                }
            }
        }
    }

    private boolean canBeThere(List<String> key) {
        return side.engine().holdsNul() || key.stream().noneMatch(text -> text.indexOf('\0') >= 0);
    }

    private static List<String> key(@Nullable String[] row, int columns) {
        List<String> key = new ArrayList<>(columns);
        for (int i = 0; i < columns; i++) {
            key.add(String.valueOf(row[i]));
        }
        return key;
    }

    private static long number(@Nullable String text) {
        return Long.parseLong(String.valueOf(text));
    }

    /** A row longer than the server lets a text become has no hash there, and would differ unseen. */
    private void refuseUnseen(long rows) {
        if (rows > 0) {
            throw new Failure(
                    ExitCode.REFUSED,
                    place + " cannot compute the checksum of " + rows + " rows of " + side.table()
                            + ": they are longer than its max_allowed_packet",
                    "Raise max_allowed_packet on that server, then run it again.");
        }
    }

    private void query(String sql, List<String> parameters, int columns, RowSink sink) throws InterruptedException {
        try (Snapshot snapshot = snapshots.get()) {
            snapshot.stream(0, sql, parameters, columns, side.table(), row -> {
                long size = 0;
                for (String value : row) {
                    size += value == null ? 1 : value.length();
                }
                bytes.addAndGet(size);
                sink.accept(row);
            });
        }
    }
}
