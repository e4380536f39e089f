package io.rowferry.ledger;

import java.util.Arrays;

/** What a row that was refused has to say of its key. */
public enum Standing {
    /** Its rejection is the latest word on the key: tried again, it is in order, however long it has waited. */
    LATEST(0),
    /** A later batch has spoken of the key, and that one counts. */
    SUPERSEDED(1),
    /** Its batch came late, so that a later one may have spoken of the key before. */
    LATE(2);

    /** As the ledger has it. */
    final int code;

    Standing(int code) {
        this.code = code;
    }

    static Standing of(int code) {
        return Arrays.stream(values())
                .filter(standing -> standing.code == code)
                .findFirst()
                .orElseThrow();
    }
}
