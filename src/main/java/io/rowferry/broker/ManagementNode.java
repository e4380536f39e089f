package io.rowferry.broker;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The node {@code $management} of a queue or dead-letter queue: names an operation's implementation, and no more. */
final class ManagementNode implements RequestNode {
    private static final String PREFIX = "com.microsoft:";

    private final Queue queue;
    private final LockOperations locks;
    private final MessageOperations messages;
    private final SessionOperations sessions;

    ManagementNode(Queue queue) {
        this.queue = queue;
        this.locks = new LockOperations(queue);
        this.messages = new MessageOperations(queue);
        this.sessions = new SessionOperations(queue);
    }

    @Override
    public void handle(Request request, ClientConnection from, @Nullable Enlistment within, Consumer<Response> answer) {
        Response response = within == null ? perform(request, from) : perform(request, within);
        from.hold(response.size());
        queue.whenDurable(() -> {
            from.hold(-response.size());
            answer.accept(response);
        });
    }

    private static String name(Request request) {
        String operation = request.operation();
        return operation.startsWith(PREFIX) ? operation.substring(PREFIX.length()) : operation;
    }

    private Response perform(Request request, Enlistment within) {
        return switch (name(request)) {
            case "renew-lock" -> locks.renew(request);
            case "update-disposition" -> locks.updateDisposition(request, within);
            case "schedule-message" -> messages.schedule(request, within);
            default ->
                Response.refused(Refusal.notAllowed(
                        "The operation '" + request.operation() + "' cannot be part of a transaction."));
        };
    }

    private Response perform(Request request, ClientConnection from) {
        Response response = switch (name(request)) {
            case "renew-lock" -> locks.renew(request);
            case "update-disposition" -> locks.updateDisposition(request, null);
            case "peek-message" -> messages.peek(request);
            case "schedule-message" -> messages.schedule(request, null);
            case "cancel-scheduled-message" -> messages.cancelScheduled(request);
            case "receive-by-sequence-number" -> messages.receiveDeferred(request, from);
            case "renew-session-lock" -> sessions.renewLock(request, from);
            case "get-session-state" -> sessions.getState(request, from);
            case "set-session-state" -> sessions.setState(request, from);
            default -> null;
        };
        return response == null ? unknown(request.operation()) : response;
    }

    private static Response unknown(@Nullable String operation) {
        return Response.refused(Refusal.notImplemented("The operation '" + operation + "' is not known here."));
    }
}
