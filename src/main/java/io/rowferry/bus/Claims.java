package io.rowferry.bus;

import com.azure.messaging.servicebus.ServiceBusReceivedMessage;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** What a message says of itself. Anybody who may send can have written it, so that each word is looked at. */
final class Claims {
    private static final Pattern HASH = Pattern.compile("[0-9a-f]{64}");

    private final Map<String, Object> properties;

    Claims(ServiceBusReceivedMessage message) {
        this.properties = message.getApplicationProperties();
    }

    boolean has(String name) {
        return properties.containsKey(name);
    }

    /** A text of 1 to that many characters. */
    String text(String name, int longest) throws NotOursException {
        Object value = properties.get(name);
        if (value == null) {
            throw new NotOursException("it has no " + name);
        } else if (!(value instanceof String text) || text.isEmpty() || text.length() > longest) {
            throw new NotOursException("its " + name + " is no text of 1 to " + longest + " characters");
        } else {
            return text;
        }
    }

    /** Words for people, which may be missing. */
    String words(String name) {
        return properties.get(name) instanceof String words ? words : "";
    }

    /** A SHA-256 in hex. */
    String hash(String name) throws NotOursException {
        String text = text(name, Packing.HASH_LENGTH);
        if (!HASH.matcher(text).matches()) {
            throw new NotOursException("its " + name + " is no hash");
        }
        return text;
    }

    /** A whole number of those bounds. */
    long number(String name, long least, long most) throws NotOursException {
        Object value = properties.get(name);
        if (value == null) {
            throw new NotOursException("it has no " + name);
        }
        boolean whole =
                value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte;
        if (!whole || ((Number) value).longValue() < least || ((Number) value).longValue() > most) {
            throw new NotOursException("its " + name + " is no whole number from " + least + " to " + most);
        }
        return ((Number) value).longValue();
    }

    /** What the reader makes of a text; it throws IllegalArgumentException when that is none of its kind. */
    <T> T read(String name, int longest, Function<String, T> reader) throws NotOursException {
        String text = text(name, longest);
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw new NotOursException("its " + name + " is not known to this version: " + text, e);
        }
    }
}
