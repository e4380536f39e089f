package io.rowferry.broker;

import java.util.function.Consumer;

/** The node {@code $cbs}: every token is good. Left unanswered, a client would wait its whole try time-out. */
final class TokenNode implements RequestNode {
    @Override
    public void handle(Request request, ClientConnection from, Consumer<Response> answer) {
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
