package io.rowferry.bus;

import java.io.Serial;

/** A message in the queue that is not a whole batch of ours. */
public final class NotOursException extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    NotOursException(String why) {
        super(why);
    }

    NotOursException(String why, Throwable cause) {
        super(why, cause);
    }
}
