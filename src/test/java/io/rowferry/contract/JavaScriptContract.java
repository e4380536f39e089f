package io.rowferry.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** An independent client finds the same Service Bus: the checks of {@code src/test/clients/javascript}. */
abstract class JavaScriptContract extends Contract {
    private static final Path SOURCES = Path.of("src/test/clients/javascript");
    private static final Path FOLDER = Path.of("target/clients/javascript");

    @Test
    @Fact(value = Fact.Source.CLIENT, from = "the JavaScript client, @azure/service-bus")
    void the_javascript_client_passes_its_checks() throws Exception {
        boolean there = isOnPath("node") && isOnPath("npm");
        if (!there && "true".equals(System.getenv("CI"))) {
            throw new AssertionError("CI must have node and npm: .ci/run installs them");
        }
        assumeTrue(there, "node and npm are not on the PATH");
        Files.createDirectories(FOLDER);
        for (String file : List.of("package.json", "package-lock.json", "checks.js")) {
            Files.write(FOLDER.resolve(file), Files.readAllBytes(SOURCES.resolve(file)));
        }
        Path lock = FOLDER.resolve("package-lock.json");
        Path installed = FOLDER.resolve("node_modules/installed-lock.json");
        if (!Files.exists(installed) || Files.mismatch(lock, installed) >= 0) {
            run("npm", "ci", "--no-audit", "--no-fund", "--prefer-offline", "--ignore-scripts");
            Files.copy(lock, installed);
        }
        List<String> lines = run("node", "checks.js", Namespace.running().connection());
        assertThat(lines).last().asString().matches("\\d\\d passed, 0 failed");
    }

    private static boolean isOnPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    /** Everything that it prints; it must end well. */
    private static List<String> run(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .directory(FOLDER.toFile())
                    .redirectErrorStream(true)
                    .start();
            process.getOutputStream().close();
            List<String> lines = new ArrayList<>();
            try (Stream<String> output = process.inputReader().lines()) {
                output.forEach(lines::add);
            } finally {
                process.destroy();
            }
            int code = process.waitFor();
            assertThat(code)
                    .as("%s ended; it printed:%n%s", Arrays.asList(command).subList(0, 2), String.join("\n", lines))
                    .isZero();
            return lines;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
