package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.bus.BusAddress;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.job.Job;
import io.rowferry.job.TableJob;
import io.rowferry.plan.Plan;
import io.rowferry.replay.Chosen;
import io.rowferry.replay.Deed;
import io.rowferry.replay.Fate;
import io.rowferry.replay.KeysInside;
import io.rowferry.replay.ReplayProgress;
import io.rowferry.sync.Deadline;
import io.rowferry.sync.MaxDeletes;
import io.rowferry.sync.Receiving;
import io.rowferry.sync.ResendKeys;
import io.rowferry.sync.SyncResult;
import io.rowferry.table.TableName;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has the source's rows of dead letters sent as they are now, and then takes the letters off; the run folder keeps them. A
 * row that is gone from the source is not sent, and what becomes of it in the target is for the table's {@code deletes:}.
 */
final class Refetch implements LetterDeed {
    private final Job job;
    private final ReplayOptions options;
    private final SharedOptions shared;
    private final Map<String, String> environment;
    private final PrintWriter err;

    Refetch(Job job, ReplayOptions options, SharedOptions shared, Map<String, String> environment, PrintWriter err) {
        this.job = job;
        this.options = options;
        this.shared = shared;
        this.environment = environment;
        this.err = err;
    }

    @Override
    public Deed deed() {
        return Deed.REFETCH;
    }

    @Override
    public @Nullable Fate keeps(Chosen letter) {
        return letter.hasSourceRows()
                        && job.tables().stream().map(TableJob::table).anyMatch(t -> t.equals(letter.table()))
                ? null
                : Fate.NO_SOURCE_ROWS;
    }

    @Override
    public BusAddress place(BusAddress from) {
        return from;
    }

    @Override
    public ReplayProgress run(LettersAtHand letters) throws InterruptedException {
        Map<TableName, Set<List<String>>> keys = KeysInside.of(letters.queue(), letters.plan());
        long rejected = 0;
        for (TableJob table : job.tables()) {
            Set<List<String>> these = keys.getOrDefault(table.table(), Set.of());
            if (!these.isEmpty()) {
                SyncResult result = resend(table.table(), these, letters);
                result.notes().forEach(err::println);
                rejected += result.exitCode() == ExitCode.REJECTED
                        ? result.outcomes().deadLettered()
                        : 0;
            }
        }
        ReplayProgress end = letters.takeOff(job, "refetched.jsonl", deed(), Fate.REFETCHED);
        Map<Fate, Long> fates = new HashMap<>(end.fates());
        if (rejected > 0) {
            fates.put(Fate.REJECTED_ROWS, rejected);
        }
        return new ReplayProgress(end.total(), end.sent(), fates);
    }

    private SyncResult resend(TableName table, Set<List<String>> keys, LettersAtHand letters)
            throws InterruptedException {
        Duration patience = options.outagePatience();
        try (SyncWiring wiring = new SyncWiring(
                job,
                Set.of(table),
                shared,
                environment,
                err,
                letters.clock(),
                1,
                options.sendOnly(),
                Duration.ofMinutes(1))) {
            Plan plan = wiring.plan(false);
            ServiceBusQueue bus = wiring.bus();
            wiring.prepareLedgers();
            Receiving receiving = wiring.receiving(bus, patience);
            SyncResult result = new Progress(shared, environment, err)
                    .during(new ResendKeys(
                            wiring.parts(plan, null, bus, receiving, Deadline.in(null), patience, MaxDeletes.DEFAULT),
                            keys.iterator())::run);
            SyncWiring.end(receiving);
            return result;
        }
    }
}
