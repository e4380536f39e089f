package io.rowferry.command;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a moment with its offset: {@code 2026-11-22T08:00:00Z}, {@code 2026-11-22T08:00+08:00}. */
final class MomentConverter implements ITypeConverter<Instant> {
    @Override
    public Instant convert(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new TypeConversionException(
                    "must be a moment such as 2026-11-22T08:00:00Z or 2026-11-22T08:00+08:00, got \"" + text + "\"");
        }
    }
}
