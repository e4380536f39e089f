package io.rowferry.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A process that has ended: what it printed and how it exited. */
record ProcessRun(int exitCode, String out, String err) {
    /** A main class in a JVM of its own, with the class path of this one. */
    static ProcessRun of(Path folder, List<String> jvmOptions, Class<?> main, String... args)
            throws IOException, InterruptedException {
        return of(folder, Map.of(), java(jvmOptions, main, args));
    }

    /** rowferry, whose standard error is a terminal as far as it can tell, and whose user types this. */
    static ProcessRun answered(String answer, Path folder, Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        Map<String, String> terminal = new HashMap<>(environment);
        terminal.put("ROWFERRY_TERMINAL", "yes");
        Path typed = Files.writeString(folder.resolve("in"), answer);
        ProcessBuilder builder = new ProcessBuilder(
                        java(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"), Main.class, args))
                .redirectInput(typed.toFile());
        return of(folder, terminal, builder);
    }

    private static List<String> java(List<String> options, Class<?> main, String... args) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(args));
        return command;
    }

    /** The launcher, in a release whose class path is that of this JVM. */
    static ProcessRun launched(Path folder, Map<String, String> environment, String... args)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of("src/launcher/rowferry").toAbsolutePath().toString());
        command.addAll(List.of(args));
        return of(folder, environment, command);
    }

    private static ProcessRun of(Path folder, Map<String, String> environment, List<String> command)
            throws IOException, InterruptedException {
        return of(folder, environment, new ProcessBuilder(command));
    }

    private static ProcessRun of(Path folder, Map<String, String> environment, ProcessBuilder builder)
            throws IOException, InterruptedException {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        builder.redirectOutput(out.toFile()).redirectError(err.toFile());
        builder.environment().remove("ROWFERRY_JAVA_OPTS");
        builder.environment().put("ROWFERRY_CLASS_PATH", System.getProperty("java.class.path"));
        builder.environment().putAll(environment);
        int code = builder.start().waitFor();
        return new ProcessRun(code, Files.readString(out), Files.readString(err));
    }
}
