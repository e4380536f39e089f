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
    public void handle(Request request, ClientConnection from, Consumer<Response> answer) {
        Response response = perform(request, from);
        from.hold(response.size());
        queue.whenDurable(() -> {
            from.hold(-response.size());
            answer.accept(response);
        });
    }

    private Response perform(Request request, ClientConnection from) {
        String operation = request.operation();
        String name = operation.startsWith(PREFIX) ? operation.substring(PREFIX.length()) : operation;
        Response response = switch (name) {
            case "renew-lock" -> locks.renew(request);
            case "update-disposition" -> locks.updateDisposition(request);
            case "peek-message" -> messages.peek(request);
            case "schedule-message" -> messages.schedule(request);
            case "cancel-scheduled-message" -> messages.cancelScheduled(request);
            case "receive-by-sequence-number" -> messages.receiveDeferred(request, from);
            case "renew-session-lock" -> sessions.renewLock(request, from);
            case "get-session-state" -> sessions.getState(request, from);
            case "set-session-state" -> sessions.setState(request, from);
            default -> null;
        };
        return response == null ? unknown(operation) : response;
    }

    private static Response unknown(@Nullable String operation) {
        return Response.refused(Refusal.notImplemented("The operation '" + operation + "' is not known here."));
    }
}
