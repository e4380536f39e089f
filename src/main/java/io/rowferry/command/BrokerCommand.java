package io.rowferry.command;

import io.rowferry.ExitCode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
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
            "Prints where it listens, and runs until it is stopped (SIGTERM, Ctrl-C). Jobs with bus: local start one by",
            "themselves."
        },
        footerHeading = "%nExamples:%n",
        footer = {
            "  rowferry broker --port 5672 --data /var/lib/rowferry",
            "  rowferry broker --port 0 --data /tmp/queues"
        })
final class BrokerCommand implements Callable<ExitCode> {
    @Option(
            names = "--port",
            paramLabel = "N",
            defaultValue = "0",
            description = "The port to listen on; 0, the default, takes a free one and prints it.")
    private int port;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Where the queues are kept; by default $$ROWFERRY_HOME/broker/data.")
    private @Nullable Path data;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Queues and their settings, in the format of the official emulator; others are refused then.")
    private @Nullable Path config;

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

    @Override
    public ExitCode call() {
        Path folder = data == null ? BrokerFolder.of(rowferry.environment()).data() : data;
        return new RunBroker(
                        port,
                        folder,
                        config,
                        announce,
                        idleSeconds,
                        options,
                        spec.commandLine().getOut())
                .run();
    }
}
