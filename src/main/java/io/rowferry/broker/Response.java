package io.rowferry.broker;

import org.jspecify.annotations.Nullable;

/** What a node answers. */
final class Response {
    private static final byte[] NULL_BODY = {0x40};

    private final int status;
    private final String description;
    private final @Nullable String condition;
    private final byte[] body;

    /** {@code condition} is null when the request was done; {@code body} is one encoded value. */
    private Response(int status, String description, @Nullable String condition, byte[] body) {
        this.status = status;
        this.description = description;
        this.condition = condition;
        this.body = body;
    }

    static Response done() {
        return done(new AmqpWriter(16).emptyMap().toBytes());
    }

    static Response done(byte[] body) {
        return new Response(200, "OK", null, body);
    }

    static Response accepted() {
        return new Response(202, "Accepted", null, NULL_BODY);
    }

    static Response nothingThere() {
        return new Response(
                204, "No content", null, new AmqpWriter(16).emptyMap().toBytes());
    }

    static Response refused(Refusal refusal) {
        return new Response(
                refusal.status(),
                refusal.description(),
                refusal.condition(),
                new AmqpWriter(16).emptyMap().toBytes());
    }

    /** Bytes of the body. */
    int size() {
        return body.length;
    }

    /** The whole message. The names of the status properties differ between the nodes. */
    byte[] encode(Request request, String statusKey, String descriptionKey) {
        AmqpWriter writer = new AmqpWriter(256 + body.length).section(0x73);
        int properties = writer.openList();
        writer.nothing().nothing().string(request.replyTo()).nothing().nothing();
        byte[] id = request.messageId();
        if (id == null) {
            writer.nothing();
        } else {
            writer.raw(id, 0, id.length);
        }
        writer.close(properties, 6).section(0x74);
        int application = writer.openMap();
        writer.string(statusKey).integer(status).string(descriptionKey).string(description);
        if (condition != null) {
            writer.string("errorCondition").symbol(condition);
        }
        writer.close(application, condition == null ? 4 : 6).section(0x77);
        return writer.raw(body, 0, body.length).toBytes();
    }

    @Override
    public String toString() {
        return status + " " + description;
    }
}
