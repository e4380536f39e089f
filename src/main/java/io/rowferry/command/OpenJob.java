package io.rowferry.command;

import static java.util.stream.Collectors.toSet;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.apply.Appliers;
import io.rowferry.apply.ApplySettings;
import io.rowferry.bus.BatchMessage;
import io.rowferry.bus.BusAddress;
import io.rowferry.bus.ServiceBusQueue;
import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.job.Endpoint;
import io.rowferry.job.Job;
import io.rowferry.job.Retry;
import io.rowferry.job.Secret;
import io.rowferry.job.TableJob;
import io.rowferry.ledger.RunLedger;
import io.rowferry.plan.Landing;
import io.rowferry.plan.TablePlan;
import io.rowferry.shape.Shape;
import io.rowferry.table.Reason;
import io.rowferry.target.ColumnLanding.Landed;
import io.rowferry.target.LaneWriter;
import io.rowferry.target.PartIds;
import io.rowferry.target.RefusalRules;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What a job's names stand for: opens its databases and finds its queue. */
final class OpenJob {
    /** One that a run holds while it begins, one that reads and writes. */
    private static final int STATE_CONNECTIONS = 3;

    private final Job job;
    private final Map<String, String> environment;

    OpenJob(Job job, Map<String, String> environment) {
        this.job = job;
        this.environment = environment;
    }

    /** Where rows are only read. */
    Database source(int connections) {
        return Database.openToRead(login(job.source(), "source"), connections);
    }

    boolean hasReplica() {
        return job.source() != null && job.source().replica() != null;
    }

    /**
     * The runs. One that begins waits for others that begin, while they wait for the replica: as patiently as it waits for the
     * replica itself, and at least as they do by default.
     *
     * @param replicaWait null when it waits for no replica itself
     */
    RunLedger runs(Database state, Clock clock, @Nullable Duration replicaWait) {
        Duration others = ReplicaWaitOption.DEFAULT;
        Duration longer = replicaWait != null && replicaWait.compareTo(others) > 0 ? replicaWait : others;
        return new RunLedger(state, clock, hasReplica() ? longer : Duration.ZERO);
    }

    /** The replica that rows are read from, which the job must have. */
    Database replica(int connections) {
        Login primary = login(job.source(), "source");
        String url = Objects.requireNonNull(Objects.requireNonNull(job.source()).replica(), "the job has no replica");
        return Database.openToRead(new Login(url, primary.user(), primary.password()), connections);
    }

    Database target(int connections) {
        return Database.open(login(job.target(), "target"), connections);
    }

    /** The target where rows are only read. */
    Database targetToRead(int connections) {
        return Database.openToRead(login(job.target(), "target"), connections);
    }

    /**
     * Where the job's state lives.
     *
     * @param apart whether it must not be in the target
     */
    Database state(boolean apart) {
        return Database.open(
                login(apart || job.state() != null ? job.state() : job.target(), "state"), STATE_CONNECTIONS);
    }

    /**
     * The same where it is only read.
     *
     * @throws Failure with {@code USAGE} when the job names neither place where it may be
     */
    Database stateToRead() {
        Endpoint place = job.state() == null ? job.target() : job.state();
        if (place == null) {
            throw new Failure(
                    ExitCode.USAGE,
                    job.file() + " has neither target: nor state:, where watermarks and runs are kept",
                    "Add one of them, with url:, user: and password:.");
        }
        return Database.openToRead(login(place, "state"), STATE_CONNECTIONS);
    }

    /** The queue, after seeing to it that a local broker runs where the job uses one. */
    BusAddress bus() {
        Secret connection = job.bus().connection();
        String text = connection == null
                ? new LocalBroker(BrokerFolder.of(environment)).connectionString()
                : connection.reveal();
        return new BusAddress(text, job.bus().queue());
    }

    /** What makes messages' rows of a table's rows, for one thread. */
    Shape shape(TablePlan table) {
        return new Shape(table.carried().size(), table.masks(), this::maskKey);
    }

    String maskKey() {
        Secret key = job.maskKey();
        if (key == null) {
            throw new IllegalStateException("a mask needs a key, which the job file should have been refused without");
        }
        return key.reveal();
    }

    private LaneWriter writer(Database target, Clock clock) {
        Landing landing =
                Landing.in(target, job.target() == null ? null : job.target().zone());
        return new LaneWriter(
                target,
                job.name(),
                clock,
                new BatchIds(),
                new RefusalRules(job.retry().attempts(), job.strict()),
                (form, column) -> new Landed(landing.carried(form, column), landing.problem(form, column)));
    }

    /** The ids of parts are the messages'. */
    private static final class BatchIds implements PartIds {
        @Override
        public String retried(String batch) {
            return BatchMessage.retriedId(batch);
        }

        @Override
        public String refused(String batch, int attempt, Reason reason) {
            return BatchMessage.refusedId(batch, attempt, reason);
        }
    }

    /** @param patience with an outage */
    Appliers appliers(Database target, int workers, ServiceBusQueue bus, Duration patience, Clock clock) {
        Retry retry = job.retry();
        ApplySettings settings = new ApplySettings(
                job.name(),
                job.tables().stream().map(TableJob::table).collect(toSet()),
                retry.first(),
                retry.factor(),
                patience,
                clock);
        return Appliers.start(job.bus().lanes(), workers, settings, bus, () -> writer(target, clock));
    }

    private Login login(@Nullable Endpoint endpoint, String side) {
        if (endpoint == null) {
            throw new Failure(
                    ExitCode.USAGE,
                    job.file() + " has no " + side + ":, which this command needs",
                    "Add " + side + ": with url:, user: and password:.");
        }
        return new Login(endpoint.url(), endpoint.user(), endpoint.password()::reveal);
    }
}
