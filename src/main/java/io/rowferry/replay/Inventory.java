package io.rowferry.replay;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.DeadLetter;
import io.rowferry.job.Job;
import io.rowferry.table.Reason;
import io.rowferry.table.TableName;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What values there are to choose dead letters by. One thread. */
final class Inventory {
    private static final int MOST_NAMED = 20;

    private final Map<String, Long> reasons = new TreeMap<>();
    private final Map<String, Long> tables = new TreeMap<>();
    private final Map<String, Long> runs = new TreeMap<>();
    private final Map<Integer, Long> lanes = new TreeMap<>();

    private final Set<String> keys = new TreeSet<>();
    private final Set<String> ids = new TreeSet<>();
    private final Choice choice;
    private final String job;
    private long count;

    Inventory(Choice choice, String job) {
        this.choice = choice;
        this.job = job;
    }

    /** How many letters there are. */
    long count() {
        return count;
    }

    void add(DeadLetter dead) {
        count++;
        ListedLetter letter = ListedLetter.of(dead, count, job);
        BatchMessage batch = dead.batch();
        if (!choice.keys().isEmpty() && batch != null) {
            RowsInside.keys(batch).stream()
                    .filter(key -> choice.keys().contains(key) || keys.size() < MOST_NAMED)
                    .forEach(keys::add);
        }
        if (!choice.ids().isEmpty()) {
            choice.ids().stream().filter(id -> Choice.names(letter, id)).forEach(ids::add);
        }
        reasons.merge(letter.reason(), 1L, Long::sum);
        if (letter.table() != null) {
            tables.merge(letter.table().toString(), 1L, Long::sum);
        }
        if (letter.run() != null) {
            runs.merge(letter.run(), 1L, Long::sum);
        }
        if (letter.lane() >= 0) {
            lanes.merge(letter.lane(), 1L, Long::sum);
        }
    }

    /**
     * Refuses a choice by what there is not, since that is most likely a mistake; what there could be is none.
     *
     * @throws Failure with {@code USAGE}, naming what there is
     */
    void check(Job described) {
        if (count == 0) {
            return; // Where nothing is, nothing is wrong.
        }
        Set<String> usual = Stream.concat(
                        Arrays.stream(Reason.values()).map(Reason::label),
                        Stream.of("TTLExpiredException", "MaxDeliveryCountExceeded", "HeaderSizeExceeded"))
                .collect(Collectors.toCollection(TreeSet::new));
        check("--reason", choice.reasons(), reasons.keySet(), usual);
        Set<String> listed = described.tables().stream()
                .map(table -> table.table().toString())
                .collect(Collectors.toCollection(TreeSet::new));
        check("--table", choice.tables().stream().map(TableName::toString).toList(), tables.keySet(), listed);
        check("--run", choice.runs(), runs.keySet(), Set.of());
        Set<Integer> some = new TreeSet<>();
        for (int lane = 0; lane < described.bus().lanes(); lane++) {
            some.add(lane);
        }
        check("--lane", choice.lanes(), lanes.keySet(), some);
        check("--key", choice.keys(), keys, Set.of());
        for (String id : choice.ids()) {
            if (!ids.contains(id)) {
                throw new Failure(
                        ExitCode.USAGE,
                        "no dead letter has --id " + id
                                + ", which is neither an id, nor a MessageId, nor a sequence number of one",
                        "--list shows their ids, of which the first six letters do.");
            }
        }
    }

    private static <T> void check(String option, Collection<T> wanted, Set<T> there, Set<T> possible) {
        for (T value : wanted) {
            if (!there.contains(value) && !possible.contains(value)) {
                throw new Failure(
                        ExitCode.USAGE, "no dead letter has " + option + " " + value, remedy(option, there, possible));
            }
        }
    }

    private static <T> String remedy(String option, Set<T> there, Set<T> possible) {
        List<String> names =
                there.stream().limit(MOST_NAMED).map(String::valueOf).toList();
        String more = there.size() > MOST_NAMED ? ", and " + (there.size() - MOST_NAMED) + " more" : "";
        return names.isEmpty()
                ? "None has any. " + option + " takes "
                        + possible.stream().map(String::valueOf).collect(Collectors.joining(", "))
                : "There are " + String.join(", ", names) + more + ".";
    }
}
