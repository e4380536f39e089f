package io.rowferry.command;

import io.rowferry.ExitCode;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** Looks into a broker that runs. */
@Command(
        name = "status",
        description = {
            "Shows how full the queues of a running broker are.",
            "Without --port it asks the one that jobs with bus: local share. Looking starts nothing and changes nothing."
        },
        footerHeading = "%nExamples:%n",
        footer = {"  rowferry broker status", "  rowferry broker status --port 5672 --output json"})
final class BrokerStatusCommand implements Callable<ExitCode> {
    @Option(names = "--port", paramLabel = "N", description = "The port of the broker to ask.")
    private @Nullable Integer port;

    @Option(
            names = "--address",
            paramLabel = "ADDR",
            description = "The address that it listens on, by default loopback; together with --port.")
    private @Nullable String address;

    @Mixin
    private SharedOptions options;

    @ParentCommand
    private BrokerCommand broker;

    @Spec
    private CommandSpec spec;

    @Override
    public ExitCode call() {
        if (!spec.parent().commandLine().getParseResult().matchedOptions().isEmpty()) {
            throw new ParameterException(spec.commandLine(), "The options of status stand behind it");
        }
        if (address != null && port == null) {
            throw new ParameterException(spec.commandLine(), "--address needs a --port");
        }
        return new RunBrokerStatus(
                        port,
                        address == null ? BrokerAddress.loopback() : BrokerAddress.named(address),
                        BrokerFolder.of(broker.rowferry().environment()),
                        options,
                        spec.commandLine().getOut())
                .run();
    }
}
