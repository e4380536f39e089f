package io.rowferry.broker;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The data folder could not be read or written. The broker stops at once: it must not answer for what it cannot keep. */
final class StoreException extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1L;

    StoreException(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
