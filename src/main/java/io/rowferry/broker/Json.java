package io.rowferry.broker;

import com.fasterxml.jackson.core.JsonToken;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A value of a JSON file, with the place where it stands. */
sealed interface Json {
    Place place();

    /** A line and a column of the file, both from 1 as editors count. */
    record Place(int line, int column) implements Comparable<Place> {
        static final Place START = new Place(1, 1);

        @Override
        public int compareTo(Place other) {
            return Comparator.comparingInt(Place::line)
                    .thenComparingInt(Place::column)
                    .compare(this, other);
        }

        @Override
        public String toString() {
            return line + ":" + column;
        }
    }

    /** One field of an object; {@code place} is that of its name. */
    record Field(Place place, Json value) {}

    /** In the order of the file. */
    record Fields(Place place, Map<String, Field> all) implements Json {}

    /** A list. */
    record Items(Place place, List<Json> all) implements Json {}

    /** A string, number, boolean or null; {@code text} as it is written, without quotes. */
    record Scalar(Place place, JsonToken type, String text) implements Json {
        boolean isNull() {
            return type == JsonToken.VALUE_NULL;
        }
    }
}
