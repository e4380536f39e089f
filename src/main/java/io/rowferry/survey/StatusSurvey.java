package io.rowferry.survey;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.job.Job;
import io.rowferry.job.TableJob;
import io.rowferry.ledger.LedgerView;
import io.rowferry.ledger.LedgerView.HeldRole;
import io.rowferry.ledger.LedgerView.PastRun;
import io.rowferry.source.Horizon;
import io.rowferry.source.HorizonText;
import io.rowferry.source.Lookout;
import io.rowferry.table.TableName;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sees how a job stands, and changes nothing about it. */
public final class StatusSurvey {
    private final Job job;
    private final Set<TableName> tables;
    private final @Nullable Lookout lookout;
    private final LedgerView ledger;
    private final ServiceBusQueue queue;
    private final DeadLetterQueue deadLetters;

    /**
     * Sets it up; nothing is looked at yet, and all that is given stays the caller's.
     *
     * @param tables those of the job that are meant
     * @param lookout null for a job without a source
     */
    public StatusSurvey(
            Job job,
            Set<TableName> tables,
            @Nullable Lookout lookout,
            LedgerView ledger,
            ServiceBusQueue queue,
            DeadLetterQueue deadLetters) {
        this.job = job;
        this.tables = tables;
        this.lookout = lookout;
        this.ledger = ledger;
        this.queue = queue;
        this.deadLetters = deadLetters;
    }

    /**
     * Looks once.
     *
     * @throws Failure with {@code OUTAGE} when something cannot be reached
     * @throws InterruptedException when interrupted
     */
    public JobStatus look() throws InterruptedException {
        HorizonStatus horizon = null;
        Instant now = null;
        if (lookout != null) {
            horizon = isWatched() ? horizon(lookout) : null;
            now = lookout.now();
        }
        List<HeldRole> held = ledger.heldRoles(job.name());
        return new JobStatus(
                tables(now),
                horizon,
                CountMessages.in(queue),
                CountMessages.in(deadLetters, job.name()),
                ledger.latestRuns(job.name()).stream()
                        .map(run -> run(run, held))
                        .toList(),
                held.stream()
                        .map(role -> new HeldLock(role.role(), role.holder(), role.since()))
                        .toList());
    }

    private boolean isWatched() {
        return meant().stream().anyMatch(table -> table.watermark() != null && table.lag() == null);
    }

    private List<TableJob> meant() {
        return job.tables().stream()
                .filter(table -> tables.contains(table.table()))
                .toList();
    }

    /** Where it cannot be seen, everything else still can. */
    private HorizonStatus horizon(Lookout source) throws InterruptedException {
        try {
            Horizon seen = HorizonLook.look(HorizonText.read(ledger.horizon(job.name())), source);
            Instant proven = seen.proven();
            return new HorizonStatus(proven, lag(proven, seen.seenAt()), seen.holders(), null, null);
        } catch (Failure e) {
            if (e.exitCode() == ExitCode.REFUSED) {
                return HorizonStatus.unseen(e.what(), e.remedy());
            }
            throw e;
        }
    }

    private List<TableStatus> tables(@Nullable Instant now) {
        Map<TableName, Instant> watermarks = ledger.watermarks(job.name());
        Map<TableName, Instant> proven = ledger.proven(job.name());
        return meant().stream()
                .map(table -> {
                    Instant watermark = watermarks.get(table.table());
                    return new TableStatus(
                            table.table(),
                            table.watermark() != null,
                            watermark,
                            lag(watermark, now),
                            table.lag() == null,
                            proven.get(table.table()));
                })
                .toList();
    }

    /** A watermark may have been set into the future. */
    private static @Nullable Duration lag(@Nullable Instant moment, @Nullable Instant now) {
        if (moment == null || now == null) {
            return null;
        }
        return moment.isAfter(now) ? Duration.ZERO : Duration.between(moment, now);
    }

    /** Whoever holds the role now has begun all runs since it took it. */
    private static LatestRun run(PastRun run, List<HeldRole> held) {
        boolean running = run.endedAt() == null
                && held.stream()
                        .anyMatch(role -> role.role().equals(run.command())
                                && !run.startedAt().isBefore(role.since()));
        return new LatestRun(run.run(), run.command(), run.startedAt(), run.endedAt(), run.exitCode(), running);
    }
}
