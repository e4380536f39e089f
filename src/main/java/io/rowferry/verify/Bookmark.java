package io.rowferry.verify;

import io.rowferry.table.TextHash;
import io.rowferry.verify.Difference.Kind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * How far a table's comparison has got that was stopped, and what it had found by then.
 *
 * @param signature another one when other rows, or other values of them, would be compared, in another order or not as far
 * @param marks what else is known of it; counts alone do not tell that sums differed whose rows nobody looked at
 * @param counts rows of the source and of the target, then differences of each {@link Kind}, then rows that were rejected, are
 *     allowed, are settling
 * @param reached the last key that was compared, along the source's index; none when it is done
 */
record Bookmark(String signature, Set<Mark> marks, List<Long> counts, List<String> reached) {
    static final int COUNTS = 2 + Kind.values().length + 3;

    /** What a text begins with. Those of the first format had no marks, and no number. */
    private static final String FORMAT = "2";

    private static final int PARTS = 5;

    /** What is true of a comparison or is not. */
    enum Mark {
        /** There is nothing left to do. */
        DONE,
        /** Both sides were found to differ, be it in how many rows they have. */
        SUMS_DIFFER,
        /** It stopped before the table's end since enough was found. */
        STOPPED,
        /** That many rows are there was all that had to be asked. */
        COUNTED
    }

    Bookmark {
        marks = Set.copyOf(marks);
        counts = List.copyOf(counts);
        reached = List.copyOf(reached);
    }

    static String signature(TableComparison table, Settings settings) {
        TextHash hash = new TextHash();
        hash.add(table.plan().signature(settings.route(), table.source().whole().signature()));
        hash.add(table.source().where());
        hash.add(table.target().where());
        table.target().columns().forEach(column -> hash.add(column.toString()));
        // What becomes of rows that are gone tells which rows of the target alone are allowed.
        hash.add(table.job().deletes().toString());
        hash.add(settings.depth().name());
        hash.add(String.valueOf(settings.maxDiffs()));
        return HexFormat.of().formatHex(hash.end());
    }

    /** Empty when the text is none of this version's. */
    static Optional<Bookmark> read(String text) {
        String[] parts = text.split(";", -1);
        if (parts.length != PARTS || !parts[0].equals(FORMAT)) {
            return Optional.empty();
        }
        Set<Mark> marks = EnumSet.noneOf(Mark.class);
        words(parts[2]).forEach(word -> marks.add(Mark.valueOf(word)));
        List<Long> counts = words(parts[3]).map(Long::valueOf).toList();
        List<String> reached = words(parts[4]).map(Bookmark::decoded).toList();
        return counts.size() == COUNTS
                ? Optional.of(new Bookmark(decoded(parts[1]), marks, counts, reached))
                : Optional.empty();
    }

    private static Stream<String> words(String part) {
        return part.isEmpty() ? Stream.empty() : Arrays.stream(part.split(" ", -1));
    }

    /** What {@link #read} reads. */
    String text() {
        return Stream.of(
                        FORMAT,
                        encoded(signature),
                        marks.stream().map(Mark::name).collect(Collectors.joining(" ")),
                        counts.stream().map(String::valueOf).collect(Collectors.joining(" ")),
                        reached.stream().map(Bookmark::encoded).collect(Collectors.joining(" ")))
                .collect(Collectors.joining(";"));
    }

    boolean has(Mark mark) {
        return marks.contains(mark);
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
