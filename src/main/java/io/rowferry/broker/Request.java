package io.rowferry.broker;

import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** One request to a node. */
final class Request {
    private final byte @Nullable [] messageId;
    private final String replyTo;
    private final String operation;
    private final @Nullable String associatedLink;
    private final Map<String, @Nullable Object> body;

    private Request(
            byte @Nullable [] messageId,
            String replyTo,
            String operation,
            @Nullable String associatedLink,
            Map<String, @Nullable Object> body) {
        this.messageId = messageId;
        this.replyTo = replyTo;
        this.operation = operation;
        this.associatedLink = associatedLink;
        this.body = body;
    }

    static Request parse(byte[] bytes) {
        MessageSections sections = MessageSections.of(bytes, 0, bytes.length);
        byte[] messageId = null;
        String replyTo = "";
        if (sections.properties() >= 0) {
            AmqpReader reader = sections.inside(sections.properties());
            int fields = reader.enter();
            int start = reader.at();
            if (fields > 0 && reader.value() != null) {
                messageId = Arrays.copyOfRange(bytes, start, reader.at());
            }
            for (int i = 1; i < Math.min(fields, 4); i++) {
                reader.skip();
            }
            replyTo = fields > 4 && reader.value() instanceof String text ? text : "";
        }
        Map<String, @Nullable Object> properties = sections.applicationProperties() < 0
                ? Map.of()
                : asMap(sections.inside(sections.applicationProperties()).value());
        Object body = sections.body() < sections.end()
                ? sections.inside(sections.body()).value()
                : null;
        return new Request(
                messageId,
                replyTo,
                String.valueOf(properties.get("operation")),
                properties.get("associated-link-name") instanceof String name ? name : null,
                asMap(body));
    }

    private static Map<String, @Nullable Object> asMap(@Nullable Object value) {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        if (value instanceof Map<?, ?> found) {
            found.forEach((key, each) -> map.put(String.valueOf(key), each));
        }
        return map;
    }

    /** As it was encoded, to be echoed in the same type; null when there was none. */
    byte @Nullable [] messageId() {
        return messageId;
    }

    String replyTo() {
        return replyTo;
    }

    String operation() {
        return operation;
    }

    /** The link by which the client got what the request is about; null when it names none. */
    @Nullable
    String associatedLink() {
        return associatedLink;
    }

    /** The value of that key, of the types that {@link AmqpReader#value} gives. */
    @Nullable
    Object value(String key) {
        return body.get(key);
    }

    @Nullable
    String text(String key) {
        return body.get(key) instanceof String text ? text : null;
    }

    long number(String key) {
        if (body.get(key) instanceof Number number) {
            return number.longValue();
        }
        throw new MalformedMessageException("the request has no number '" + key + "'");
    }

    List<@Nullable Object> list(String key) {
        if (body.get(key) instanceof List<?> list) {
            return Collections.unmodifiableList(list);
        }
        throw new MalformedMessageException("the request has no list '" + key + "'");
    }

    List<UUID> lockTokens() {
        return list("lock-tokens").stream()
                .map(each -> {
                    if (each instanceof UUID token) {
                        return token;
                    }
                    throw new MalformedMessageException("a lock token is no uuid");
                })
                .toList();
    }

    long[] sequenceNumbers() {
        return list("sequence-numbers").stream()
                .mapToLong(each -> {
                    if (each instanceof Number number) {
                        return number.longValue();
                    }
                    throw new MalformedMessageException("a sequence number is no number");
                })
                .toArray();
    }
}
