package io.rowferry.command;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.broker.Fault;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** The local broker as a process of its own. */
@Command(
        name = "broker",
        description = {
            "Runs a Service Bus on this machine, for several processes to share.",
            "It speaks the AMQP dialect of Azure Service Bus on loopback, to the same client, and keeps its queues on disk.",
            "Prints where it listens, and runs until it is stopped (SIGTERM, Ctrl-C): what has been accepted by then is on",
            "disk, clients are told, and the exit code is 0. Jobs with bus: local start one by themselves."
        },
        subcommands = BrokerStatusCommand.class,
        footerHeading = "%nExamples:%n",
        footer = {
            "  rowferry broker --port 5672 --data /var/lib/rowferry",
            "  rowferry broker --port 0 --data /tmp/queues -v",
            "The queues of a file only; those of a file, and any other on first use; for other machines too:",
            "  rowferry broker --port 5672 --config jobs/broker.json",
            "  rowferry broker --port 5672 --config jobs/broker.json --auto-create",
            "  rowferry broker --port 5672 --address 0.0.0.0",
            "How full its queues are:",
            "  rowferry broker status --port 5672",
            "A rehearsal: one acknowledgement in ten is lost, and the fifth message costs its connection:",
            "  rowferry broker --port 5672 --fault lose-ack:rate=0.1 --fault cut:at=5"
        })
final class BrokerCommand implements Callable<ExitCode> {
    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "The port to listen on; 0, the default, takes a free one and prints it.")
    private int port;

    @Option(
            names = "--address",
            paramLabel = "ADDR",
            description =
                    "The address to listen on, by default loopback. Any other lets other machines in: there are no"
                            + " passwords and there is no TLS.")
    private @Nullable String address;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the queues are kept; by default $$ROWFERRY_HOME/broker/data.")
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Queues and their settings, in the format of the official emulator, such as jobs/broker.json;"
                    + " clients of other queues are refused then.")
    private @Nullable Path config;

    @Option(
            names = "--auto-create",
            description = "Make queues on first use, as rowferry wants them, also those that --config does not name.")
    private boolean autoCreate;

    @Option(
            names = "--fault",
            paramLabel = "FAULT",
            description = {
                "For rehearsals: misbehave on purpose. May be repeated. KIND or KIND:KEY=VALUE,… with a kind of",
                "  cut              the connection is cut as a message passes",
                "  refuse           a send is refused (condition=amqp:internal-error)",
                "  throttle         a send is refused with server-busy, and tried again by the client",
                "  full             a send is refused because the queue is full",
                "  delay            what was done is acknowledged late (for=1s)",
                "  lose-ack         what was done is never acknowledged",
                "  lose-settlement  a settlement never arrives",
                "  twice            a message is stored twice, in spite of duplicate detection",
                "  expire-lock      a message's or session's lock ends early (for=0ms)",
                "  stop-reading     a connection is not read for a while (for=30s)",
                "  no-transactions  a transaction is not begun, as in a namespace without them",
                "and the keys queue, at (the n-th time, once), after, every, rate, times, for, condition."
            })
    private List<String> faults = List.of();

    @Option(
            names = "--fault-seed",
            paramLabel = "N",
            description = "What the rate= of faults is drawn from; by default another one each time, which is printed.")
    private @Nullable Long faultSeed;

    @Option(names = "--announce", hidden = true)
    private @Nullable Path announce;

    @Option(names = "--stop-when-idle", hidden = true)
    private @Nullable Integer idleSeconds;

    @Mixin
    private SharedOptions options;

    @ParentCommand
    private Rowferry rowferry;

    @Spec
    private CommandSpec spec;

    /** Those of the whole command line. */
    Rowferry rowferry() {
        return rowferry;
    }

    private List<Fault> faults() {
        try {
            return faults.stream().map(Fault::parse).toList();
        } catch (IllegalArgumentException e) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--fault: " + e.getMessage(),
                    "Examples: --fault lose-ack:at=3 or --fault throttle:rate=0.1,queue=orders.",
                    e);
        }
    }

    private long seed() {
        return faultSeed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : faultSeed;
    }

    @Override
    public ExitCode call() {
        BrokerAddress listening = address == null ? BrokerAddress.loopback() : BrokerAddress.named(address);
        Path folder = data == null ? BrokerFolder.of(rowferry.environment()).data() : data;
        return new RunBroker(
                        new WantedBroker(
                                listening, port, folder, config, autoCreate, faults(), seed(), announce, idleSeconds),
                        options,
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr())
                .run();
    }
}
