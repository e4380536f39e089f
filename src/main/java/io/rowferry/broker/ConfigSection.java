package io.rowferry.broker;

import com.fasterxml.jackson.core.JsonToken;
import java.math.BigInteger;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One object of a config file: gives its values by name, and notes as problems what is not known or not allowed. What is
 * null in the file counts as not said.
 */
final class ConfigSection {
    private final String name;
    private final Json.Fields fields;
    private final ConfigProblems problems;

    private ConfigSection(String name, Json.Fields fields, ConfigProblems problems) {
        this.name = name;
        this.fields = fields;
        this.problems = problems;
    }

    /** Null, and a problem, when the value is no object. Fields that are not among {@code known} are problems. */
    static @Nullable ConfigSection of(String name, Json value, Set<String> known, ConfigProblems problems) {
        if (!(value instanceof Json.Fields fields)) {
            problems.add(value.place(), name + " must be an object");
            return null;
        }
        fields.all().forEach((key, field) -> {
            if (!known.contains(key)) {
                problems.add(
                        field.place(),
                        "'" + key + "' is not known in " + name + "; there are "
                                + String.join(", ", new TreeSet<>(known)));
            }
        });
        return new ConfigSection(name, fields, problems);
    }

    Json.Place place() {
        return fields.place();
    }

    /** Null when it is not said. */
    @Nullable
    Json find(String key) {
        Json.Field field = fields.all().get(key);
        if (field == null || (field.value() instanceof Json.Scalar scalar && scalar.isNull())) {
            return null;
        }
        return field.value();
    }

    /** Null, and a problem, when it is not said. */
    @Nullable
    Json require(String key) {
        Json value = find(key);
        if (value == null) {
            problems.add(place(), name + " has no " + key);
        }
        return value;
    }

    /** Empty when it is not said. */
    List<Json> list(String key) {
        Json value = find(key);
        if (value instanceof Json.Items items) {
            return items.all();
        }
        return value == null ? List.of() : wrong(value, key, "a list", List.of());
    }

    /** Empty when it is not said. */
    String text(String key) {
        Json value = find(key);
        if (value instanceof Json.Scalar scalar && scalar.type() == JsonToken.VALUE_STRING) {
            return scalar.text();
        }
        return value == null ? "" : wrong(value, key, "a string", "");
    }

    boolean flag(String key) {
        Json value = find(key);
        if (value instanceof Json.Scalar scalar && scalar.type().isBoolean()) {
            return scalar.type() == JsonToken.VALUE_TRUE;
        }
        return value == null ? false : wrong(value, key, "true or false, without quotes", false);
    }

    int count(String key, int otherwise, int least, int most) {
        Json value = find(key);
        if (value instanceof Json.Scalar scalar && scalar.type() == JsonToken.VALUE_NUMBER_INT) {
            BigInteger number = new BigInteger(scalar.text());
            if (number.compareTo(BigInteger.valueOf(least)) >= 0 && number.compareTo(BigInteger.valueOf(most)) <= 0) {
                return number.intValue();
            }
        }
        return value == null
                ? otherwise
                : wrong(value, key, "a whole number from " + least + " to " + most + ", without quotes", otherwise);
    }

    /** Null when it is not said. {@code most} is null where there is no limit. */
    @Nullable
    Duration duration(String key, Duration least, @Nullable Duration most) {
        Json value = find(key);
        if (value == null) {
            return null;
        }
        if (value instanceof Json.Scalar scalar && scalar.type() == JsonToken.VALUE_STRING) {
            try {
                Duration duration = Duration.parse(scalar.text());
                if (duration.compareTo(least) >= 0 && (most == null || duration.compareTo(most) <= 0)) {
                    return duration;
                }
            } catch (DateTimeParseException e) {
                // Said below, in words that tell what would be one.
            }
        }
        String range = most == null ? "of at least " + iso(least) : "from " + iso(least) + " to " + iso(most);
        return wrong(value, key, "a duration " + range + ", written like PT1M30S or P1D", least);
    }

    private static String iso(Duration duration) {
        return duration.equals(Duration.ofDays(duration.toDays()))
                ? "P" + duration.toDays() + "D"
                : duration.toString();
    }

    private <T> T wrong(Json value, String key, String allowed, T instead) {
        String got = value instanceof Json.Scalar scalar ? ", not '" + scalar.text() + "'" : "";
        problems.add(value.place(), key + " of " + name + " must be " + allowed + got);
        return instead;
    }
}
