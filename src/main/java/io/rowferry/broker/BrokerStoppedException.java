package io.rowferry.broker;

import java.io.Serial;

/** A running broker ended by itself because its data folder failed; the message says how. Nothing unwritten was acknowledged. */
public final class BrokerStoppedException extends IllegalStateException {
    @Serial
    private static final long serialVersionUID = 1L;

    BrokerStoppedException(String message, Throwable cause) {
        super(message, cause);
    }
}
