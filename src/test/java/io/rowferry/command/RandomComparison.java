package io.rowferry.command;

import io.rowferry.servers.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds every row of a table against what came of it. */
final class RandomComparison {
    private static final int SHOWN = 300;

    private final RandomPair pair;
    private final boolean lettersAreNew;
    private final List<RandomColumn> sources = new ArrayList<>();
    private final List<RandomColumn> targets = new ArrayList<>();
    private final Set<List<String>> dead = new HashSet<>();
    private final List<String> complaints = new ArrayList<>();
    private final Set<String> changed = new HashSet<>();

    /**
     * @param deadKeys of the rows that were rejected, as {@link RandomDeadKeys} has them
     * @param lettersAreNew whether they are of the only run so far; later, such a row may have arrived after all
     */
    RandomComparison(RandomPair pair, Set<List<String>> deadKeys, boolean lettersAreNew) {
        this.pair = pair;
        this.lettersAreNew = lettersAreNew;
        for (RandomColumn column : pair.source().columns()) {
            Optional<RandomColumn> target = pair.target().column(column.name());
            if (target.isPresent()) {
                sources.add(column);
                targets.add(target.get());
            }
        }
        for (List<String> key : deadKeys) {
            List<String> plain = new ArrayList<>();
            for (int i = 0; i < key.size(); i++) {
                int column = place(pair.source().key().get(i));
                plain.add(RandomSame.key(
                        sources.get(column).type(), targets.get(column).type(), key.get(i)));
            }
            dead.add(plain);
        }
    }

    /** A sentence for everything that changed, vanished or came out of nothing. */
    List<String> complaints(TestDatabase source, TestDatabase target) throws SQLException {
        Map<List<String>, List<@Nullable String>> arrived =
                byKey(RandomRows.of(target, pair.target(), targets), targets, sources);
        Map<List<String>, List<@Nullable String>> sent =
                byKey(RandomRows.of(source, pair.source(), sources), sources, targets);
        sent.forEach((key, row) -> {
            List<@Nullable String> landed = arrived.remove(key);
            if (landed != null) {
                compare(key, row, landed);
            } else if (!dead.contains(key)) {
                complaints.add("row " + shown(key) + " vanished");
            }
        });
        arrived.keySet().forEach(key -> complaints.add("row " + shown(key) + " came out of nothing"));
        return complaints;
    }

    private void compare(List<String> key, List<@Nullable String> row, List<@Nullable String> landed) {
        for (int i = 0; i < row.size(); i++) {
            boolean same = RandomSame.value(
                    sources.get(i).type(), row.get(i), targets.get(i).type(), landed.get(i));
            // One of a column is enough to look at.
            if (!same && changed.add(sources.get(i).name())) {
                complaints.add(
                        "row " + shown(key) + ", column " + sources.get(i).name() + ", "
                                + sources.get(i).type().sql() + " to "
                                + targets.get(i).type().sql() + ": " + shown(row.get(i))
                                + " became " + shown(landed.get(i)));
            }
        }
        if (lettersAreNew && dead.contains(key)) {
            complaints.add("row " + shown(key) + " arrived, and is a dead letter, too");
        }
    }

    private Map<List<String>, List<@Nullable String>> byKey(
            List<List<@Nullable String>> rows, List<RandomColumn> ours, List<RandomColumn> theirs) {
        Map<List<String>, List<@Nullable String>> byKey = new HashMap<>();
        for (List<@Nullable String> row : rows) {
            List<String> key = new ArrayList<>();
            for (String name : pair.source().key()) {
                int column = place(name);
                key.add(RandomSame.key(
                        ours.get(column).type(), theirs.get(column).type(), String.valueOf(row.get(column))));
            }
            if (byKey.put(key, row) != null) {
                complaints.add("two rows have the key " + shown(key));
            }
        }
        return byKey;
    }

    private int place(String name) {
        return sources.stream().map(RandomColumn::name).toList().indexOf(name);
    }

    private static String shown(@Nullable Object value) {
        String text = value == null ? "NULL" : RandomTree.quoted(value.toString());
        return text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "\u2026 (" + text.length() + ")";
    }
}
