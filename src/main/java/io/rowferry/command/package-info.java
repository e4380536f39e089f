/**
 * The command line: one thin class per subcommand, and the frame around them that knows picocli, the standard streams
 * and the exit.
 *
 * <p>In come arguments and the environment, out go an exit code and what the two streams show. A command reads its
 * options, opens what is needed, calls one deed and hands the result to {@code report}; it never holds logic of its own.
 *
 * <p>To add a command, write one class that is a {@code Callable<ExitCode>}, with {@link
 * io.rowferry.command.SharedOptions} as a mixin and an example as its footer, and name it in the list of {@link
 * io.rowferry.command.Rowferry}. Help, exit codes, failures, JSON and verbosity then come from the frame. Whatever is
 * heavy (Azure, JDBC, logging) may only be named in methods that {@code call} calls, not in the types of fields: {@code
 * --help} makes every command, and must stay quick.
 */
@NullMarked
package io.rowferry.command;

import org.jspecify.annotations.NullMarked;
