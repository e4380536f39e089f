package io.rowferry.servers;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The libraries that a program needs of the system. */
final class SharedLibraries {
    private static final String MISSING = " => not found";

    private SharedLibraries() {}

    /**
     * @param remedy where the missing ones are to be had, for people
     * @throws IOException naming all that are missing; the program itself would name only the first
     */
    static void requireThoseOf(Path program, String remedy) throws IOException {
        Process ldd = new ProcessBuilder("ldd", program.toString())
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output = ldd.inputReader()) {
            List<String> missing = output.lines()
                    .filter(line -> line.endsWith(MISSING))
                    .map(line -> line.replace(MISSING, "").strip())
                    .distinct()
                    .toList();
            if (!missing.isEmpty()) {
                throw new IOException(program.getFileName() + " needs " + String.join(" and ", missing)
                        + ", which this system lacks; " + remedy);
            }
        }
    }
}
