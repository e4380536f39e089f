package io.rowferry.command;

import io.rowferry.ledger.ReplayAudit;
import io.rowferry.replay.Audit;
import io.rowferry.replay.AuditEntry;
import io.rowferry.report.AuditFile;
import java.nio.file.Path;
import java.util.List;

/** The audit of a run in both its places: the state store and the run folder. */
final class AuditTrail implements Audit, AutoCloseable {
    private final ReplayAudit ledger;
    private final AuditFile file;

    AuditTrail(ReplayAudit ledger, ReplayAudit.Frame frame, Path path) {
        this.ledger = ledger;
        this.file =
                new AuditFile(path, frame.run().name(), frame.who(), frame.place(), frame.filter(), frame.because());
    }

    @Override
    public void append(List<AuditEntry> entries) {
        file.append(entries);
        ledger.append(entries.stream()
                .map(entry -> new ReplayAudit.Entry(
                        entry.at(), entry.deed(), entry.oldMessageId(), entry.newMessageId(), entry.outcome()))
                .toList());
    }

    @Override
    public void close() {
        file.close();
    }
}
