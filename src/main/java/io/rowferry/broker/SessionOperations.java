package io.rowferry.broker;

import org.jspecify.annotations.Nullable;

/** Lock and state of a session, for the connection that holds it. */
final class SessionOperations {
    private final Queue queue;

    SessionOperations(Queue queue) {
        this.queue = queue;
    }

    Response renewLock(Request request, ClientConnection from) {
        MessageSession session = held(request, from);
        if (session == null) {
            return lost(request);
        }
        queue.dispatch().sessions().renew(session, queue.now());
        AmqpWriter writer = new AmqpWriter(64);
        int map = writer.openMap();
        writer.string("expiration").timestamp(session.lockedUntil()).close(map, 2);
        return Response.done(writer.toBytes());
    }

    Response getState(Request request, ClientConnection from) {
        if (held(request, from) == null) {
            return lost(request);
        }
        byte[] state = queue.log().sessionState(id(request));
        AmqpWriter writer = new AmqpWriter(64 + (state == null ? 0 : state.length));
        int map = writer.openMap();
        writer.string("session-state");
        if (state == null) {
            writer.nothing();
        } else {
            writer.binary(state);
        }
        return Response.done(writer.close(map, 2).toBytes());
    }

    Response setState(Request request, ClientConnection from) {
        if (held(request, from) == null) {
            return lost(request);
        }
        Object state = request.value("session-state");
        if (state == null) {
            queue.log().setSessionState(id(request), null);
        } else if (!(state instanceof byte[] bytes)) {
            throw new MalformedMessageException("the state of a session is no binary");
        } else if (bytes.length > queue.maxMessageBytes()) {
            return Response.refused(Refusal.tooLarge(bytes.length, queue.maxMessageBytes()));
        } else {
            queue.log().setSessionState(id(request), bytes);
        }
        return Response.done();
    }

    private @Nullable MessageSession held(Request request, ClientConnection from) {
        MessageSession session = queue.dispatch().sessions().find(id(request));
        return session != null && session.holder() instanceof DeliveryLink link && link.isOf(from) ? session : null;
    }

    private static String id(Request request) {
        String id = request.text("session-id");
        if (id == null) {
            throw new MalformedMessageException("the request names no session");
        }
        return id;
    }

    private static Response lost(Request request) {
        return Response.refused(Refusal.sessionLockLost(id(request)));
    }
}
