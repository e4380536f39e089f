package io.rowferry.broker;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The node {@code $cbs}: every token is good. Left unanswered, a client would wait its whole try time-out. */
final class TokenNode implements RequestNode {
    @Override
    public void handle(Request request, ClientConnection from, @Nullable Enlistment within, Consumer<Response> answer) {
        answer.accept(Response.accepted());
    }

    @Override
    public boolean keepsConnection() {
        return false;
    }

    @Override
    public String statusKey() {
        return "status-code";
    }

    @Override
    public String descriptionKey() {
        return "status-description";
    }
}
