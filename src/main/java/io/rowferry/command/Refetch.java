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
import io.rowferry.replay.ReplayPlan;
import io.rowferry.replay.ReplayProgress;
import io.rowferry.sync.Deadline;
import io.rowferry.sync.MaxDeletes;
import io.rowferry.sync.Receiving;
import io.rowferry.sync.RefetchKeys;
import io.rowferry.sync.SyncResult;
import io.rowferry.table.TableName;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has the source's rows of dead letters sent as they are now, and then takes the letters off; the run folder keeps them. A
 * row that is gone from the source is not sent, and what becomes of it in the target is for the table's {@code deletes:}. A
 * letter whose keys the source cannot be asked for stays: it is damaged, or the key was of another form when it was sent.
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
        KeysInside inside = new KeysInside(letters.queue(), letters.plan());
        Set<Long> asked = new HashSet<>();
        long rejected = 0;
        for (TableJob table : job.tables()) {
            if (inside.anyOf(table.table())) {
                rejected += resend(table.table(), inside, asked, letters);
            }
        }
        // A letter whose rows the source was not asked for may be all that is left of them.
        ReplayPlan settled =
                letters.plan().only(letter -> asked.contains(letter.sequenceNumber()), Fate.NO_SOURCE_ROWS);
        ReplayProgress end = letters.with(settled).takeOff(job, "refetched.jsonl", deed(), Fate.REFETCHED);
        Map<Fate, Long> fates = new HashMap<>(end.fates());
        if (rejected > 0) {
            fates.put(Fate.REJECTED_ROWS, rejected);
        }
        return new ReplayProgress(end.total(), end.sent(), fates);
    }

    /**
     * Sends what the source has of a table's letters.
     *
     * @param asked takes the letters that the source has answered about
     * @return how many rows were rejected
     */
    private long resend(TableName table, KeysInside inside, Set<Long> asked, LettersAtHand letters)
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
            Map<List<String>, Set<Long>> keys =
                    inside.of(table, plan.tables().get(0).messageKey());
            if (keys.isEmpty()) {
                return 0;
            }
            ServiceBusQueue bus = wiring.bus();
            wiring.prepareLedgers();
            Receiving receiving = wiring.receiving(bus, patience);
            RefetchKeys refetch = new RefetchKeys(
                    wiring.parts(plan, null, bus, receiving, Deadline.in(null), patience, MaxDeletes.DEFAULT),
                    keys.keySet());
            SyncResult result = new Progress(shared, environment, err).during(refetch::run);
            SyncWiring.end(receiving);
            result.notes().forEach(err::println);
            keys.values().forEach(asked::addAll);
            refetch.unsayable().forEach(key -> asked.removeAll(keys.getOrDefault(key, Set.of())));
            return result.exitCode() == ExitCode.REJECTED ? result.outcomes().deadLettered() : 0;
        }
    }
}
