package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.broker.BrokerStatus;
import io.rowferry.report.BrokerJson;
import io.rowferry.report.BrokerText;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.ConnectException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Asks a running broker and prints what it says. */
final class RunBrokerStatus {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final @Nullable Integer port;
    private final BrokerAddress address;
    private final BrokerFolder folder;
    private final SharedOptions options;
    private final PrintWriter out;

    /** {@code port} is null for the broker of that folder. */
    RunBrokerStatus(
            @Nullable Integer port,
            BrokerAddress address,
            BrokerFolder folder,
            SharedOptions options,
            PrintWriter out) {
        this.port = port;
        this.address = address;
        this.folder = folder;
        this.options = options;
        this.out = out;
    }

    ExitCode run() {
        BrokerStatus status = ask(port == null ? announced() : BrokerAddress.checkedPort(port, 1));
        if (options.output() == OutputFormat.JSON) {
            BrokerJson.print(status, out);
        } else {
            BrokerText.print(status, out);
        }
        return ExitCode.OK;
    }

    private int announced() {
        return new LocalBroker(folder)
                .portIfRunning()
                .orElseThrow(
                        () -> new Failure(
                                ExitCode.OUTAGE,
                                "no local broker runs for " + folder.folder(),
                                "A job with bus: local starts one. To ask a broker that was started otherwise, add its --port."));
    }

    private BrokerStatus ask(int known) {
        String where = address.hostAndPort(known);
        try {
            return BrokerStatus.of(address.at(known), PATIENCE);
        } catch (ConnectException e) {
            throw new Failure(
                    ExitCode.OUTAGE,
                    "no broker can be reached at " + where + ": " + e.getMessage(),
                    "Start one with rowferry broker --port " + known + ", or name the port of one that runs.",
                    e);
        } catch (IOException e) {
            throw new Failure(
                    ExitCode.OUTAGE,
                    "what listens at " + where + " is no broker of rowferry, or of another version: " + e.getMessage(),
                    "Name the port that rowferry broker printed when it started.",
                    e);
        }
    }
}
