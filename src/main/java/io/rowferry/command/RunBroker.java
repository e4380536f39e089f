package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.broker.Broker;
import io.rowferry.broker.BrokerSettings;
import io.rowferry.broker.BrokerStartException;
import io.rowferry.broker.EmulatorConfig;
import java.io.PrintWriter;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Starts a broker, says where it listens, and keeps it until it ends. */
final class RunBroker {
    private static final int LAST_PORT = 65_535;

    private final int port;
    private final Path data;
    private final @Nullable Path config;
    private final @Nullable Path announce;
    private final @Nullable Integer idleSeconds;
    private final SharedOptions options;
    private final PrintWriter out;

    RunBroker(
            int port,
            Path data,
            @Nullable Path config,
            @Nullable Path announce,
            @Nullable Integer idleSeconds,
            SharedOptions options,
            PrintWriter out) {
        this.port = port;
        this.data = data;
        this.config = config;
        this.announce = announce;
        this.idleSeconds = idleSeconds;
        this.options = options;
        this.out = out;
    }

    ExitCode run() {
        if (port < 0 || port > LAST_PORT) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--port " + port + ": there is no such port",
                    "Choose one from 1 to " + LAST_PORT + ", or 0 for any free one.");
        }
        BrokerFolder folder = announce == null ? null : new BrokerFolder(announce);
        Optional<FileLock> running = folder == null ? Optional.empty() : folder.lockForRunning();
        if (folder != null && running.isEmpty()) {
            throw new Failure(
                    ExitCode.LOCKED,
                    "a local broker runs already for " + announce,
                    "Use that one; it is found by itself.");
        }
        return serve(folder);
    }

    private ExitCode serve(@Nullable BrokerFolder folder) {
        try (Broker broker = Broker.start(settings())) {
            String connection = LocalBroker.connectionString(broker.port());
            if (options.output() == OutputFormat.JSON) {
                out.println("{\"version\":1,\"command\":\"broker\",\"port\":" + broker.port() + ",\"connection\":\""
                        + connection + "\"}");
            } else {
                out.println("listening on 127.0.0.1:" + broker.port() + ", queues in " + data);
                out.println("bus.connection: " + connection);
            }
            out.flush();
            if (folder != null) {
                folder.announce(broker.port());
            }
            broker.awaitStop();
            return ExitCode.OK;
        } catch (InterruptedException e) {
            return ExitCode.OK; // the way to end a broker
        } catch (BrokerStartException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "the broker cannot start: " + e.getMessage(),
                    "Choose another --port or --data, or stop what uses them.",
                    e);
        }
    }

    private BrokerSettings settings() throws BrokerStartException {
        BrokerSettings settings = BrokerSettings.in(data, Clock.systemUTC()).withPort(port);
        if (config != null) {
            settings = settings.withQueues(EmulatorConfig.read(config)).withAutoCreated(null);
        }
        return idleSeconds == null ? settings : settings.withStopWhenIdle(Duration.ofSeconds(idleSeconds));
    }
}
