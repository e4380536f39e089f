package io.rowferry.replay;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Dead letters by reason, table and age. One thread. */
public final class Summary {
    private final Instant now;
    private final Map<Kind, Group> groups = new HashMap<>();

    /** Ages are counted from now. */
    public Summary(Clock clock) {
        this.now = clock.instant();
    }

    /** How old a letter is. */
    public enum Age {
        HOUR("under 1 h", Duration.ofHours(1)),
        DAY("under 1 d", Duration.ofDays(1)),
        WEEK("under 7 d", Duration.ofDays(7)),
        OLDER("7 d or more", Duration.ofSeconds(Long.MAX_VALUE));

        private final String label;
        private final Duration below;

        Age(String label, Duration below) {
            this.label = label;
            this.below = below;
        }

        /** For people and scripts. */
        public String label() {
            return label;
        }

        static Age of(Duration age) {
            for (Age each : values()) {
                if (age.compareTo(each.below) < 0) {
                    return each;
                }
            }
            return OLDER;
        }
    }

    /**
     * What letters of a group have in common.
     *
     * @param table the table, or in words what the letter is if that is not rows of one
     */
    public record Kind(String reason, String table, Age age) {}

    /** How many there are of a kind. */
    public record Group(Kind kind, long letters, long rows, Instant oldest, Instant newest) {
        Group with(ListedLetter letter) {
            Instant at = letter.enqueuedAt();
            return new Group(
                    kind,
                    letters + 1,
                    rows + letter.rows(),
                    at.isBefore(oldest) ? at : oldest,
                    at.isAfter(newest) ? at : newest);
        }
    }

    /** Counts a letter. */
    public void add(ListedLetter letter) {
        Kind kind = new Kind(letter.reason(), subject(letter), Age.of(Duration.between(letter.enqueuedAt(), now)));
        Group soFar = groups.getOrDefault(kind, new Group(kind, 0, 0, letter.enqueuedAt(), letter.enqueuedAt()));
        groups.put(kind, soFar.with(letter));
    }

    /** The table, or in words what the letter is if that is not rows of one. */
    public static String subject(ListedLetter letter) {
        return switch (letter.kind()) {
            case ROWS -> String.valueOf(letter.table());
            case MANIFEST -> "end of a run";
            case DAMAGED -> "damaged";
            case FOREIGN -> "not ours";
        };
    }

    /** By reason, table and age. */
    public List<Group> groups() {
        List<Group> sorted = new ArrayList<>(groups.values());
        sorted.sort(Comparator.comparing((Group group) -> group.kind().reason())
                .thenComparing(group -> group.kind().table())
                .thenComparing(group -> group.kind().age()));
        return sorted;
    }
}
