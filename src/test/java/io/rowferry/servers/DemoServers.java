package io.rowferry.servers;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** What scripts/demo and scripts/bench need of databases: {@code up} starts them, {@code sql} asks them. */
@Command(
        name = "servers",
        subcommands = {UpCommand.class, SqlCommand.class},
        mixinStandardHelpOptions = true,
        description = "A real PostgreSQL and a real MariaDB to play with.")
public final class DemoServers {
    private DemoServers() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new DemoServers()).execute(arguments));
    }
}
