package io.rowferry.broker;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Why the broker did not start, in one sentence for the user: port or folder in use, damaged folder. */
public final class BrokerStartException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    BrokerStartException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
