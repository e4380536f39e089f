package io.rowferry.command;

import io.rowferry.ExitCode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;
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
        footerHeading = "%nExamples:%n",
        footer = {"  rowferry full-sync jobs/after-sales.yaml", "  rowferry verify jobs/after-sales.yaml --output json"
        })
final class Rowferry implements Callable<ExitCode> {
    private static final List<Class<?>> COMMANDS = List.of(
            FullSyncCommand.class,
            IncrementalCommand.class,
            ApplyCommand.class,
            VerifyCommand.class,
            DiffCommand.class,
            ReplayDlqCommand.class,
            StatusCommand.class,
            BrokerCommand.class);

    @Spec
    private CommandSpec spec;

    private final Map<String, String> environment;

    Rowferry(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
    }

    /** All commands. */
    static CommandLine commands(Map<String, String> environment) {
        return commands(environment, COMMANDS);
    }

    /**
     * What these arguments need of it: reading the options of all commands would take a quarter of the time to begin, and
     * whoever names a command at once has no use for the others.
     */
    static CommandLine commandsFor(String[] args, Map<String, String> environment) {
        return COMMANDS.stream()
                .filter(command -> args.length > 0
                        && command.getAnnotation(Command.class).name().equals(args[0]))
                .findFirst()
                .map(chosen -> commands(environment, List.of(chosen)))
                .orElseGet(() -> commands(environment));
    }

    private static CommandLine commands(Map<String, String> environment, List<Class<?>> chosen) {
        CommandLine commands = new CommandLine(new Rowferry(environment));
        chosen.forEach(commands::addSubcommand);
        return commands;
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
