package io.rowferry.source;

import io.rowferry.table.Column;
import io.rowferry.table.ColumnType.Kind;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The column that says when a row was last written.
 *
 * @param zone what its local times are meant in; null when it has none of them
 */
public record Stamp(Column column, @Nullable ZoneId zone) {
    private static final DateTimeFormatter TEXT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd", Locale.ROOT);

    /** Where the day begins last, so that no day of now is left out. */
    private static final ZoneOffset LATEST = ZoneOffset.ofHours(-12);

    /** Where it begins first. */
    private static final ZoneOffset EARLIEST = ZoneOffset.ofHours(14);

    /** Why no moment can be told from the column's values; empty when it can. */
    public Optional<String> problem() {
        return switch (column.type().kind()) {
            case INSTANT, DATE -> Optional.empty();
            case TIMESTAMP ->
                zone == null ? Optional.of("it has no zone, and the source declares none") : Optional.empty();
            default -> Optional.of("it holds no dates with times, but " + column.declared());
        };
    }

    /**
     * When, from now on, the column's local times will go back, so that rows that are written later carry lower stamps.
     * Empty when never.
     */
    public Optional<Instant> goesBack(Instant now) {
        if (zone == null || column.type().kind() != Kind.TIMESTAMP) {
            return Optional.empty();
        }
        ZoneOffsetTransition next = zone.getRules().nextTransition(now);
        while (next != null && !next.isOverlap()) {
            next = zone.getRules().nextTransition(next.getInstant());
        }
        return Optional.ofNullable(next).map(ZoneOffsetTransition::getInstant);
    }

    /** The lowest stamp, as canonical text, that a row can carry which is written at that moment or later. */
    public String lowest(Instant moment) {
        return switch (column.type().kind()) {
            case DATE -> DATE.format(moment.atOffset(LATEST));
            case TIMESTAMP -> TEXT.format(floored(local(moment)));
            default -> TEXT.format(floored(moment.atOffset(ZoneOffset.UTC).toLocalDateTime()));
        };
    }

    /** The highest stamp that lies below {@link #lowest}. */
    public String below(Instant moment) {
        if (column.type().kind() == Kind.DATE) {
            return DATE.format(LocalDate.parse(lowest(moment), DATE).minusDays(1));
        }
        return TEXT.format(LocalDateTime.parse(lowest(moment), TEXT).minusNanos(unit()));
    }

    private long unit() {
        return (long) Math.pow(10, 9 - column.type().scale());
    }

    /** A moment that no row of a higher stamp was written before. */
    public Instant earliest(String stamp) {
        return switch (column.type().kind()) {
            case DATE -> LocalDate.parse(stamp, DATE).atStartOfDay().toInstant(EARLIEST);
            case TIMESTAMP -> LocalDateTime.parse(stamp, TEXT).atZone(meant()).toInstant();
            default -> LocalDateTime.parse(stamp, TEXT).toInstant(ZoneOffset.UTC);
        };
    }

    private ZoneId meant() {
        return zone == null ? ZoneOffset.UTC : zone;
    }

    private LocalDateTime local(Instant moment) {
        ZoneId meant = meant();
        LocalDateTime then = moment.atZone(meant).toLocalDateTime();
        ZoneOffsetTransition next = meant.getRules().nextTransition(moment);
        return next != null && next.isOverlap() && next.getDateTimeAfter().isBefore(then)
                ? next.getDateTimeAfter()
                : then;
    }

    /** Servers cut off, or round, what the column has no digits for. */
    private LocalDateTime floored(LocalDateTime time) {
        LocalTime floor = LocalTime.ofNanoOfDay(time.toLocalTime().toNanoOfDay() / unit() * unit());
        return time.toLocalDate().atTime(floor);
    }
}
