package io.rowferry.replay;

import java.util.List;

/** Where all that is done with dead letters is written down: added to, never changed. */
@FunctionalInterface
public interface Audit {
    /** Keeps these for good before it returns. */
    void append(List<AuditEntry> entries);
}
