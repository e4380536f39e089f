package io.rowferry.broker;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Something that answers requests on a pair of links. */
interface RequestNode {
    /** Answers now or later, once; {@code within} is null outside of transactions. May throw {@link MalformedMessageException} instead. */
    void handle(Request request, ClientConnection from, @Nullable Enlistment within, Consumer<Response> answer);

    /** Whether a connection counts as used by having a link to it. */
    default boolean keepsConnection() {
        return true;
    }

    /** How this node names the status in the application properties of an answer. */
    default String statusKey() {
        return "statusCode";
    }

    default String descriptionKey() {
        return "statusDescription";
    }
}
