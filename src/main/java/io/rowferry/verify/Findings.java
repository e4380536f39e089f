package io.rowferry.verify;

import io.rowferry.verify.Difference.Kind;
import io.rowferry.verify.TableVerdict.Stretch;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What was found about a table so far. Bounded, however much it is. One thread. */
final class Findings {
    static final int MOST_SAMPLES = 10;
    private static final int MOST_STRETCHES = 100;

    private final TableComparison table;
    private final DifferenceSink sink;
    private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
    private final List<Difference> samples = new ArrayList<>();
    private final List<Stretch> stretches = new ArrayList<>();
    private long rejected;
    private long allowed;
    private long settling;
    private long sourceRows;
    private long targetRows;
    private @Nullable Stretch open;

    Findings(TableComparison table, DifferenceSink sink) {
        this.table = table;
        this.sink = sink;
    }

    /** Takes over what was found before. */
    void goOnFrom(Bookmark bookmark) {
        List<Long> before = bookmark.counts();
        sourceRows = before.get(0);
        targetRows = before.get(1);
        int rest = 2;
        for (Kind kind : Kind.values()) {
            counts.put(kind, before.get(rest));
            rest++;
        }
        rejected = before.get(rest);
        allowed = before.get(rest + 1);
        settling = before.get(rest + 2);
    }

    /** What follows is about the rows of these keys. */
    void begin(@Nullable List<String> above, @Nullable List<String> upTo) {
        open = new Stretch(above, upTo, 0, 0, 0);
    }

    /** The end of that. Beyond a hundred stretches neighbours become one. */
    void end() {
        Stretch ended = open;
        open = null;
        if (ended == null || ended.rows() == 0) {
            return;
        }
        if (stretches.size() == MOST_STRETCHES) {
            Stretch last = stretches.remove(stretches.size() - 1);
            stretches.add(last.with(ended));
        } else {
            stretches.add(ended);
        }
    }

    void compared(long ofSource, long ofTarget) {
        sourceRows += ofSource;
        targetRows += ofTarget;
    }

    /** The rows of the whole table, of which some may have been compared already. */
    void counted(long ofSource, long ofTarget) {
        sourceRows = ofSource;
        targetRows = ofTarget;
    }

    void found(Difference difference, boolean isRejected) throws InterruptedException {
        counts.merge(difference.kind(), 1L, Long::sum);
        rejected += isRejected ? 1 : 0;
        if (samples.size() < MOST_SAMPLES) {
            samples.add(difference);
        }
        if (open != null) {
            open = open.with(difference.kind());
        }
        sink.accept(table, difference);
    }

    void allowed() {
        allowed++;
    }

    void settling(long rows) {
        settling += rows;
    }

    long differences() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    long of(Kind kind) {
        return Objects.requireNonNullElse(counts.get(kind), 0L);
    }

    long rejectedRows() {
        return rejected;
    }

    long allowedRows() {
        return allowed;
    }

    long settlingRows() {
        return settling;
    }

    long sourceRows() {
        return sourceRows;
    }

    long targetRows() {
        return targetRows;
    }

    List<Difference> samples() {
        return List.copyOf(samples);
    }

    List<Stretch> stretches() {
        return List.copyOf(stretches);
    }
}
