package io.rowferry.verify;

import io.rowferry.verify.Difference.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far a table's comparison has got that was stopped, and what it had found by then.
 *
 * @param signature another one when other rows, or other columns of them, would be compared in another order
 * @param done whether the whole table was compared
 * @param counts rows of the source and of the target, then differences of each {@link Kind}, then rows that were rejected, are
 *     allowed, are settling
 * @param reached the last key that was compared, along the source's index; none when it is done
 */
record Bookmark(String signature, boolean done, List<Long> counts, List<String> reached) {
    static final int COUNTS = 2 + Kind.values().length + 3;

    Bookmark {
        counts = List.copyOf(counts);
        reached = List.copyOf(reached);
    }

    static String signature(TableComparison table, Settings settings) {
        String where = String.valueOf(table.source().where()) + table.target().where();
        return table.plan().fingerprint() + "," + String.join("+", table.key()) + "," + where.hashCode() + ","
                + settings.depth();
    }

    /** Empty when the text is none of this version's. */
    static Optional<Bookmark> read(String text) {
        String[] parts = text.split(";", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        List<Long> counts =
                Arrays.stream(parts[2].split(" ", -1)).map(Long::valueOf).toList();
        List<String> reached = parts[3].isEmpty()
                ? List.of()
                : Arrays.stream(parts[3].split(" ", -1)).map(Bookmark::decoded).toList();
        return counts.size() == COUNTS
                ? Optional.of(new Bookmark(decoded(parts[0]), parts[1].equals("done"), counts, reached))
                : Optional.empty();
    }

    /** What {@link #read} reads. */
    String text() {
        return Stream.of(
                        encoded(signature),
                        done ? "done" : "open",
                        counts.stream().map(String::valueOf).collect(Collectors.joining(" ")),
                        reached.stream().map(Bookmark::encoded).collect(Collectors.joining(" ")))
                .collect(Collectors.joining(";"));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String decoded(String text) {
        return new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8);
    }

    /** The counts in the order that is told above. */
    static List<Long> counts(Findings found) {
        List<Long> counts = new ArrayList<>(List.of(found.sourceRows(), found.targetRows()));
        for (Kind kind : Kind.values()) {
            counts.add(found.of(kind));
        }
        counts.addAll(List.of(found.rejectedRows(), found.allowedRows(), found.settlingRows()));
        return counts;
    }
}
