package io.rowferry.command;

import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.job.Job;
import io.rowferry.plan.Plan;
import io.rowferry.plan.TablePlan;
import io.rowferry.sync.Deadline;
import io.rowferry.sync.Mending;
import io.rowferry.sync.Parts;
import io.rowferry.sync.Receiving;
import io.rowferry.sync.Repair;
import io.rowferry.sync.SyncResult;
import io.rowferry.table.TableName;
import io.rowferry.verify.Bookmarks;
import io.rowferry.verify.Difference;
import io.rowferry.verify.Difference.Kind;
import io.rowferry.verify.DifferenceSink;
import io.rowferry.verify.RepairPlan;
import io.rowferry.verify.RepairPlan.TableRepair;
import io.rowferry.verify.Settings;
import io.rowferry.verify.TableComparison;
import io.rowferry.verify.TableVerdict;
import io.rowferry.verify.TargetRows;
import io.rowferry.verify.Verify;
import io.rowferry.verify.VerifyResult;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Compares, mends what differs, and looks at it again. What differs is kept in files meanwhile, however much it is. */
final class RunRepair {
    private static final int MOST_ROUNDS = 8;

    private final Job job;
    private final Set<TableName> tables;
    private final RepairOptions repair;
    private final ReplicaWaitOption replicaWait;
    private final SharedOptions options;
    private final Map<String, String> environment;
    private final PrintWriter err;
    private final Clock clock = Clock.systemUTC();
    private final Map<TableName, Found> found = new LinkedHashMap<>();
    private final List<RowFile> passing = new ArrayList<>();

    RunRepair(
            Job job,
            Set<TableName> tables,
            RepairOptions repair,
            ReplicaWaitOption replicaWait,
            SharedOptions options,
            Map<String, String> environment,
            PrintWriter err) {
        this.job = job;
        this.tables = tables;
        this.repair = repair;
        this.replicaWait = replicaWait;
        this.options = options;
        this.environment = environment;
        this.err = err;
    }

    /**
     * What a table's differences are: its kind, the key, and the key as the source writes it.
     *
     * @param columns of the key
     */
    private record Found(RowFile file, int columns) {
        /** The keys of some kinds, in the form that both sides share. */
        Iterable<List<String>> keys(Set<Kind> kinds) {
            file.close();
            return file.read(row ->
                    kinds.contains(Kind.valueOf(String.valueOf(row[0]))) ? RowFile.part(row, 1, 1 + columns) : null);
        }

        Iterable<List<String>> sourceKeys(Set<Kind> kinds) {
            file.close();
            return file.read(row -> kinds.contains(Kind.valueOf(String.valueOf(row[0])))
                    ? RowFile.part(row, 1 + columns, 1 + 2 * columns)
                    : null);
        }
    }

    /** @param settings of the comparison */
    Repaired run(Settings settings) throws InterruptedException {
        RunFolder folder = RunFolder.make(environment, job.name(), clock);
        Instant began = clock.instant();
        try (Proofs proofs = new Proofs(job, environment, options.aside(err));
                Comparing comparing = new Comparing(job, tables, environment, replicaWait.patience())) {
            Verify verify = comparing.verify(settings);
            VerifyResult before = verify.run(verdict -> {}, keeping(folder, found), Bookmarks.NONE);
            RepairPlan plan = plan(before);
            Repaired repaired = repair.dryRun() || plan.isEmpty()
                    ? new Repaired(before, plan, List.of(), List.of())
                    : mend(verify, before, plan, folder);
            repaired.verified().tables().forEach(verdict -> proofs.note(verdict, began));
            return repaired;
        } finally {
            passing.forEach(RowFile::delete);
            folder.removeIfEmpty();
        }
    }

    private RepairPlan plan(VerifyResult result) {
        return RepairPlan.of(result, repair.forceSource(), repair.deleteExtra());
    }

    /**
     * Sends, and looks again. Where another run has overtaken this one, rows of an equal version count as late and are left:
     * these are sent once more, under a higher number.
     */
    private Repaired mend(Verify verify, VerifyResult before, RepairPlan plan, RunFolder folder)
            throws InterruptedException {
        List<SyncResult> sent = new ArrayList<>();
        List<RowFile> images = new ArrayList<>();
        VerifyResult now = before;
        RepairPlan next = plan;
        do {
            sent.add(send(next, folder, images));
            Map<TableName, Found> left = new LinkedHashMap<>();
            List<TableVerdict> after = new ArrayList<>();
            for (TableVerdict verdict : now.tables()) {
                Found differing = found.get(verdict.table());
                after.add(
                        differing == null
                                ? verdict
                                : verify.lookAgain(
                                        verdict,
                                        differing.keys(Set.of(Kind.values())).iterator(),
                                        keeping(folder, left)));
            }
            found.clear();
            found.putAll(left);
            now = new VerifyResult(after, before.more());
            next = plan(now);
        } while (!next.isEmpty()
                && sent.size() < MOST_ROUNDS
                && sent.get(sent.size() - 1).outcomes().stale() > 0);
        return new Repaired(now, plan, sent, images.stream().map(RowFile::path).toList());
    }

    private DifferenceSink keeping(RunFolder folder, Map<TableName, Found> into) {
        return (table, difference) -> keep(folder, into, table, difference);
    }

    private void keep(RunFolder folder, Map<TableName, Found> into, TableComparison table, Difference difference) {
        Found differences = into.computeIfAbsent(
                table.table(),
                name -> new Found(file(folder, "differs", name), table.key().size()));
        List<String> sourceKey = difference.sourceKey();
        List<String> row = new ArrayList<>(List.of(difference.kind().name()));
        row.addAll(difference.key());
        row.addAll(sourceKey == null ? difference.key() : sourceKey);
        differences.file().add(row);
    }

    private SyncResult send(RepairPlan plan, RunFolder folder, List<RowFile> images) throws InterruptedException {
        try (SyncWiring wiring =
                new SyncWiring(job, tables, options, environment, err, clock, 1, false, replicaWait.patience())) {
            Plan sending = wiring.plan(false);
            ServiceBusQueue bus = wiring.bus();
            wiring.prepareLedgers();
            Map<TableName, Mending> mendings = new LinkedHashMap<>();
            for (TablePlan table : sending.tables()) {
                for (TableRepair what : plan.tables()) {
                    if (what.table().equals(table.table())) {
                        mendings.put(table.table(), mending(table, what, wiring, folder, images));
                    }
                }
            }
            Receiving receiving = wiring.receiving(bus, repair.outagePatience());
            Parts parts = wiring.parts(
                    sending, null, bus, receiving, Deadline.in(null), repair.outagePatience(), repair.maxDeletes());
            SyncResult result = new Progress(options, environment, err).during(new Repair(parts, mendings)::run);
            return result.with(SyncWiring.end(receiving));
        }
    }

    private Mending mending(
            TablePlan table, TableRepair what, SyncWiring wiring, RunFolder folder, List<RowFile> images)
            throws InterruptedException {
        Found differing = found.get(table.table());
        if (differing == null) {
            throw new IllegalStateException("nothing was kept of " + table.table());
        }
        RowFile deletes = file(folder, "deletes", table.table());
        if (what.force() + what.delete() > 0) {
            String number = images.isEmpty() ? "" : "-" + images.size();
            RowFile image = new RowFile(folder.file("before-" + table.table() + number + ".csv"));
            images.add(image);
            TargetRows rows = new TargetRows(wiring.target(), table);
            image.add(rows.columns());
            int length = rows.deletedColumns();
            if (what.force() > 0) {
                rows.read(differing.keys(Set.of(Kind.NEWER_ON_TARGET)).iterator(), row -> image.add(rest(row, length)));
            }
            if (what.delete() > 0) {
                rows.read(differing.keys(Set.of(Kind.EXTRA)).iterator(), row -> {
                    image.add(rest(row, length));
                    deletes.add(Arrays.asList(Arrays.copyOf(row, length)));
                });
            }
            image.close();
        }
        deletes.close();
        return new Mending(
                differing.sourceKeys(Set.of(Kind.MISSING, Kind.CHANGED)),
                what.force() > 0 ? differing.sourceKeys(Set.of(Kind.NEWER_ON_TARGET)) : List.of(),
                deletes.read(row -> row),
                deletes.rows());
    }

    /** A file that goes at the end. */
    private RowFile file(RunFolder folder, String what, TableName table) {
        RowFile file = new RowFile(folder.file(what + "-" + passing.size() + "-" + table + ".csv"));
        passing.add(file);
        return file;
    }

    private static List<@Nullable String> rest(@Nullable String[] row, int from) {
        return Arrays.asList(Arrays.copyOfRange(row, from, row.length));
    }
}
