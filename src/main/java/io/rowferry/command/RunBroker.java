package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.broker.BrokerStartException;
import io.rowferry.broker.BrokerStoppedException;
import io.rowferry.broker.EmulatorConfig;
import io.rowferry.broker.EmulatorConfigException;
import io.rowferry.broker.Fault;
import io.rowferry.broker.QueueSettings;
import java.io.PrintWriter;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts a broker, says where it listens, and keeps it until it ends. */
final class RunBroker {
    private final WantedBroker wanted;
    private final SharedOptions options;
    private final PrintWriter out;
    private final PrintWriter err;

    RunBroker(WantedBroker wanted, SharedOptions options, PrintWriter out, PrintWriter err) {
        this.wanted = wanted;
        this.options = options;
        this.out = out;
        this.err = err;
    }

    ExitCode run() {
        BrokerAddress.checkedPort(wanted.port(), 0);
        BrokerSettings settings = settings();
        Path announce = wanted.announce();
        BrokerFolder folder = announce == null ? null : new BrokerFolder(announce);
        Optional<FileLock> running = folder == null ? Optional.empty() : folder.lockForRunning();
        if (folder != null && running.isEmpty()) {
            throw new Failure(
                    ExitCode.LOCKED,
                    "a local broker runs already for " + announce,
                    "Use that one; it is found by itself.");
        }
        return serve(settings, folder);
    }

    private BrokerSettings settings() {
        BrokerSettings settings = BrokerSettings.in(wanted.data(), Clock.systemUTC())
                .withAddress(wanted.address().address())
                .withPort(wanted.port());
        Path file = wanted.config();
        if (file != null) {
            EmulatorConfig config = read(file);
            if (!config.topics().isEmpty()) {
                err.println("warning: " + file + " has topics, which this broker does not serve: "
                        + String.join(", ", config.topics()));
            }
            settings = settings.withQueues(config.queues())
                    .withAutoCreated(wanted.autoCreate() ? QueueSettings.OF_ROWFERRY : null);
        }
        Integer idle = wanted.idleSeconds();
        return idle == null ? settings : settings.withStopWhenIdle(Duration.ofSeconds(idle));
    }

    private static EmulatorConfig read(Path file) {
        try {
            return EmulatorConfig.read(file);
        } catch (EmulatorConfigException e) {
            String lines = String.valueOf(e.getMessage());
            long count = lines.lines().count();
            throw new Failure(
                    ExitCode.USAGE,
                    lines + "\n" + count + (count == 1 ? " problem" : " problems") + ", the broker was not started",
                    "Correct the config file and run the same command again.",
                    e);
        }
    }

    private ExitCode serve(BrokerSettings settings, @Nullable BrokerFolder folder) {
        try (Broker broker = Broker.start(settings)) {
            misbehave(broker);
            tell(broker.port());
            if (folder != null) {
                folder.announce(broker.port());
            }
            broker.awaitStop();
            return ExitCode.OK;
        } catch (InterruptedException e) {
            return ExitCode.OK; // the way to end a broker
        } catch (BrokerStoppedException e) {
            throw new Failure(
                    ExitCode.OUTAGE,
                    e.getMessage() + "; nothing unwritten was acknowledged",
                    "Look after the disk of " + wanted.data() + ", then start the broker again on the same folder.",
                    e);
        } catch (BrokerStartException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the broker cannot start: " + e.getMessage(),
                    "Choose another --port or --data, or stop what uses them.",
                    e);
        }
    }

    private void misbehave(Broker broker) {
        for (Fault fault : wanted.faults()) {
            broker.arm(fault, wanted.faultSeed());
            err.println("FAULT IS ON: " + fault + ", seed " + wanted.faultSeed()
                    + ". This broker misbehaves on purpose; use it for rehearsals only.");
        }
        err.flush();
    }

    private void tell(int port) {
        BrokerAddress address = wanted.address();
        String connection = address.connectionString(port);
        if (options.output() == OutputFormat.JSON) {
            out.println("{\"version\":1,\"command\":\"broker\",\"port\":" + port + ",\"connection\":\"" + connection
                    + "\"}");
        } else {
            out.println("listening on " + address.hostAndPort(port) + ", queues in " + wanted.data());
            out.println("bus.connection: " + connection);
        }
        out.flush();
        if (!address.isPrivate()) {
            err.println("warning: " + address.hostAndPort(port) + " can be reached from other machines, and this broker"
                    + " has no authentication and no TLS: whoever reaches it can read, change and remove every"
                    + " message. Use it in a closed network only.");
            err.flush();
        }
    }
}
