package io.rowferry.report;

import io.rowferry.replay.AuditEntry;
import java.nio.file.Path;
import java.util.List;

/**
 * The audit of a replay in its run folder, a line an entry. The state store has the same for good; here it outlives the
 * process at once, and a power cut when it is closed. One thread; whoever makes it closes it.
 */
public final class AuditFile implements AutoCloseable {
    private final PrivateFile file;

    /**
     * Makes it, with what all its entries have in common.
     *
     * @param who has asked for it, and where
     * @param place where letters are sent, or taken off
     * @param filter what they were chosen by
     * @param because why, in the user's words; empty without
     */
    public AuditFile(Path path, String run, String who, String place, String filter, String because) {
        file = new PrivateFile(path);
        file.add(json -> {
            json.writeStringField("run", run);
            json.writeStringField("who", who);
            json.writeStringField("place", place);
            json.writeStringField("filter", filter);
            json.writeStringField("because", because);
        });
    }

    /** Adds these. */
    public void append(List<AuditEntry> entries) {
        for (AuditEntry entry : entries) {
            file.add(json -> {
                json.writeStringField("at", entry.at().toString());
                json.writeStringField("deed", entry.deed());
                json.writeStringField("id", entry.oldId());
                json.writeStringField("messageId", entry.oldMessageId());
                json.writeStringField("newMessageId", entry.newMessageId());
                json.writeStringField("outcome", entry.outcome());
            });
        }
        file.flush();
    }

    @Override
    public void close() {
        try (file) {
            file.keep();
        }
    }
}
