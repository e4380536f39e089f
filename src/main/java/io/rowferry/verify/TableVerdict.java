package io.rowferry.verify;

import io.rowferry.table.TableName;
import io.rowferry.verify.Difference.Kind;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What comparing one table found.
 *
 * @param key the names of the key's columns in the source
 * @param missing rows that only the source has; null where they were not looked for, as the next four
 * @param extra rows that only the target has, but for those that are allowed
 * @param changed rows that both have, with other values
 * @param newerOnTarget rows whose version on the target is the newer one
 * @param rejected of those, rows that the target has refused
 * @param allowed rows that only the target has, which the job declares to stay
 * @param settling rows that differ and are still on their way
 * @param comparedBy how far the comparison had to go
 * @param byMeaning columns whose values were compared as numbers or trees, or after they were masked
 * @param groups how many rows there are of each value of the field that the job names; empty when it names none
 * @param stretches where in the key's order rows differ, at most a hundred
 * @param samples some of the differences
 * @param complete false when it was stopped, so that there may be more
 * @param bytes that both servers have answered, about
 */
public record TableVerdict(
        TableName table,
        List<String> key,
        long sourceRows,
        long targetRows,
        @Nullable Long missing,
        @Nullable Long extra,
        @Nullable Long changed,
        @Nullable Long newerOnTarget,
        long rejected,
        long allowed,
        long settling,
        Verdict verdict,
        Depth comparedBy,
        List<String> byMeaning,
        List<Group> groups,
        List<Stretch> stretches,
        List<Difference> samples,
        boolean complete,
        long bytes,
        Duration took) {

    /** What it comes to. */
    public enum Verdict {
        EQUAL,
        DIFFERENT,
        /** Nothing is known to differ for good; what differs now is still on its way. */
        SETTLING
    }

    /**
     * Rows with the same value of a field.
     *
     * @param value its canonical text, or the part of it that the job names; null for NULL
     */
    public record Group(@Nullable String value, long sourceRows, long targetRows) {}

    /**
     * Rows between two keys.
     *
     * @param above the key below them; null from the beginning
     * @param upTo the last key of them; null to the end
     * @param changed also those that are newer on the target
     */
    public record Stretch(
            @Nullable List<String> above, @Nullable List<String> upTo, long missing, long extra, long changed) {
        long rows() {
            return missing + extra + changed;
        }

        Stretch with(Stretch next) {
            return new Stretch(above, next.upTo, missing + next.missing, extra + next.extra, changed + next.changed);
        }

        Stretch with(Kind kind) {
            return switch (kind) {
                case MISSING -> new Stretch(above, upTo, missing + 1, extra, changed);
                case EXTRA -> new Stretch(above, upTo, missing, extra + 1, changed);
                case CHANGED, NEWER_ON_TARGET -> new Stretch(above, upTo, missing, extra, changed + 1);
            };
        }
    }

    /** The same after something was done about its rows, which were all looked at again; not counted by group again. */
    TableVerdict after(Findings found) {
        long stillMissing = found.of(Kind.MISSING);
        long stillExtra = found.of(Kind.EXTRA);
        long left = found.differences();
        return new TableVerdict(
                table,
                key,
                sourceRows,
                targetRows + or(missing) - stillMissing - or(extra) + stillExtra,
                stillMissing,
                stillExtra,
                found.of(Kind.CHANGED),
                found.of(Kind.NEWER_ON_TARGET),
                found.rejectedRows(),
                allowed,
                settling + found.settlingRows(),
                left > 0 || !complete
                        ? Verdict.DIFFERENT
                        : settling + found.settlingRows() > 0 ? Verdict.SETTLING : Verdict.EQUAL,
                comparedBy,
                byMeaning,
                List.of(),
                List.of(),
                found.samples(),
                complete,
                bytes,
                took);
    }

    public boolean isEqual() {
        return verdict == Verdict.EQUAL;
    }

    /** How many rows differ, as far as they were looked for. */
    public long differences() {
        return or(missing) + or(extra) + or(changed) + or(newerOnTarget);
    }

    static long or(@Nullable Long count) {
        return count == null ? 0 : count;
    }
}
