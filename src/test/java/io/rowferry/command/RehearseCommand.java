package io.rowferry.command;

import io.rowferry.ExitCode;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** A command as any other, whose deed each test chooses. */
@Command(
        name = "rehearse",
        description = "Does what the test says.",
        footerHeading = "%nExamples:%n",
        footer = "  rowferry rehearse jobs/after-sales.yaml")
final class RehearseCommand implements Callable<ExitCode> {
    @Mixin
    private SharedOptions options;

    @Mixin
    private TableOption tables;

    @Mixin
    private JobParameter job;

    @ParentCommand
    private Rowferry rowferry;

    @Spec
    private CommandSpec spec;

    private final Supplier<ExitCode> deed;

    RehearseCommand(Supplier<ExitCode> deed) {
        this.deed = deed;
    }

    @Override
    public ExitCode call() {
        tables.of(job.read(rowferry.environment()))
                .forEach(table -> spec.commandLine().getOut().println(table));
        PrintWriter err = spec.commandLine().getErr();
        if (!options.aside(err).equals(err)) {
            spec.commandLine().getOut().println("quietly");
        }
        return deed.get();
    }
}
