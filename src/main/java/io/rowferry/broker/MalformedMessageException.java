package io.rowferry.broker;

import java.io.Serial;

/** Bytes of a client that are not what AMQP or the Service Bus dialect says they must be; answered, never fatal. */
final class MalformedMessageException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    MalformedMessageException(String what) {
        super(what);
    }
}
