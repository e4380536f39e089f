package io.rowferry.source;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.OpenTransactions;
import io.rowferry.table.OpenTransaction;
import io.rowferry.table.OpenTransaction.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The moment of a source before which no transaction can still commit a row, and the later moments that wait to become
 * it. Found by waiting out, as PostgreSQL builds an index concurrently: it needs no start times, which lie.
 *
 * @param server which server it was found at; null before the first look
 * @param clock the latest moment that server's clock has shown; null before the first look
 * @param proven the horizon; null while there is none
 * @param pending later moments, in their order
 */
public record Horizon(
        @Nullable String server,
        @Nullable Instant clock,
        @Nullable Instant proven,
        List<Pending> pending) {
    /** Nothing seen yet. */
    public static final Horizon NONE = new Horizon(null, null, null, List.of());

    /** A transaction that stays open for days would keep one for each run. */
    private static final int MOST_PENDING = 32;

    private static final Duration LATEST_START = Duration.ofDays(1);

    public Horizon {
        pending = List.copyOf(pending);
    }

    /**
     * What is known after another look, which becomes a pending moment itself. A read snapshot that is opened later sees
     * all rows stamped before the horizon that this answers.
     *
     * @throws Failure with {@code REFUSED} when the server is another one, or its clock has gone back
     */
    public Horizon after(OpenTransactions now) {
        return judged(now, Stream.of(Pending.of(now)));
    }

    /** The same without a new pending moment: only what waits already is looked at. */
    public Horizon judged(OpenTransactions now) {
        return judged(now, Stream.empty());
    }

    private Horizon judged(OpenTransactions now, Stream<Pending> more) {
        checkSameServer(now);
        List<Pending> judged = Stream.concat(pending.stream().map(moment -> moment.judged(now)), more)
                .toList();
        Instant reached = Stream.concat(
                        Stream.ofNullable(proven),
                        judged.stream()
                                .filter(moment -> moment.open().isEmpty())
                                .map(Pending::at))
                .max(Comparator.naturalOrder())
                .orElse(null);
        List<Pending> later = judged.stream()
                .filter(moment -> reached == null || moment.at().isAfter(reached))
                .toList();
        return new Horizon(now.server(), now.at(), reached, thinned(later));
    }

    /** Every second one of the older half goes: what they wait for, their neighbours wait for too. */
    private static List<Pending> thinned(List<Pending> pending) {
        if (pending.size() <= MOST_PENDING) {
            return pending;
        }
        List<Pending> kept = new ArrayList<>();
        for (int i = 0; i < pending.size(); i++) {
            if (i % 2 == 0 || i >= MOST_PENDING / 2) {
                kept.add(pending.get(i));
            }
        }
        return kept;
    }

    private boolean isOf(@Nullable String other) {
        return server == null || server.equals(other);
    }

    private boolean isAheadOf(@Nullable Instant other) {
        return clock != null && other != null && other.isBefore(clock);
    }

    private void checkSameServer(OpenTransactions now) {
        if (!isOf(now.server())) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the source is another server than the one that the watermarks were taken from: it was " + server
                            + " and is " + now.server(),
                    "Rows may be missing there, or have come with lower stamps. Run full-sync, which takes new"
                            + " watermarks; or incremental --set-watermark, when you know from when on.");
        } else if (isAheadOf(now.at())) {
            throw new Failure(
                    ExitCode.REFUSED,
                    "the source's clock has gone back: it showed " + clock + " and shows " + now.at(),
                    "Rows of now may carry stamps below the watermark. Wait until the clock has caught up; or run"
                            + " full-sync, which takes new watermarks.");
        }
    }

    /** Whether this was seen at the server, and on the clock, of something that was seen before. */
    public boolean continues(Horizon before) {
        return before.isOf(server) && !before.isAheadOf(clock);
    }

    /** What the server's clock showed at the latest look. */
    public Instant seenAt() {
        return Objects.requireNonNull(clock, "nobody has looked yet");
    }

    /** The moment of the latest look; null before the first. */
    public @Nullable Instant latest() {
        return pending.isEmpty() ? proven : pending.get(pending.size() - 1).at();
    }

    /** Whether every row stamped before the moment is committed. */
    public boolean covers(Instant moment) {
        return proven != null && !proven.isBefore(moment);
    }

    /** Whether a row stamped before the moment may still be committed, as far as is known. */
    public boolean hides(Instant moment) {
        return !covers(moment)
                && (latest() == null
                        || moment.isAfter(latest())
                        || !hiding(moment).isEmpty());
    }

    /** What may still commit a row stamped before a moment that was looked at, the oldest first; empty when nothing may. */
    public List<OpenTransaction> hiding(Instant moment) {
        return pending.stream()
                .filter(later -> !covers(moment) && !later.at().isBefore(moment))
                .findFirst()
                .map(later -> oldestFirst(later.open().stream().filter(open -> !isLater(open, moment))))
                .orElse(List.of());
    }

    /**
     * Starts are told too late: that of a transaction whose first statement waited for a lock, by as long as servers let it
     * wait, and that of a prepared one by any time.
     */
    private static boolean isLater(OpenTransaction open, Instant moment) {
        return open.kind() != Kind.PREPARED
                && open.since() != null
                && open.since().minus(LATEST_START).isAfter(moment);
    }

    /** What keeps the horizon from moving on, the oldest first; empty when nothing does. */
    public List<OpenTransaction> holders() {
        return pending.isEmpty() ? List.of() : oldestFirst(pending.get(0).open().stream());
    }

    private static List<OpenTransaction> oldestFirst(Stream<OpenTransaction> open) {
        return open.sorted(
                        Comparator.comparing(OpenTransaction::since, Comparator.nullsFirst(Comparator.naturalOrder())))
                .toList();
    }

    /** The oldest of {@link #holders}. */
    public Optional<OpenTransaction> holder() {
        return holders().stream().findFirst();
    }
}
