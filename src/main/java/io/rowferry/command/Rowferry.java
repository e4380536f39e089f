package io.rowferry.command;

import io.rowferry.ExitCode;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The root command: the list of all others, and what they all run in. */
@Command(
        name = "rowferry",
        description = "Ferries rows between databases through Azure Service Bus, and proves that they arrived.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            FullSyncCommand.class,
            IncrementalCommand.class,
            ApplyCommand.class,
            VerifyCommand.class,
            DiffCommand.class,
            ReplayDlqCommand.class,
            StatusCommand.class,
            BrokerCommand.class
        },
        footerHeading = "%nExamples:%n",
        footer = {"  rowferry full-sync jobs/after-sales.yaml", "  rowferry verify jobs/after-sales.yaml --output json"
        })
final class Rowferry implements Callable<ExitCode> {
    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment;

    Rowferry(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** The variables that job files may refer to. */
    Map<String, String> environment() {
        return environment;
    }

    @Override
    public ExitCode call() {
        throw new ParameterException(spec.commandLine(), "A command is missing");
    }
}
