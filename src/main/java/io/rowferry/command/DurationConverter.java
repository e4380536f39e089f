package io.rowferry.command;

import io.rowferry.job.ReadDuration;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code 30s}, {@code 5m}, {@code 2h}. */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        Duration duration = ReadDuration.from(text);
        if (duration == null) {
            throw new TypeConversionException("must be a duration such as 30s, 5m or 2h, got \"" + text + "\"");
        }
        return duration;
    }
}
