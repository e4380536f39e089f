package io.rowferry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.job.JobFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says, as far as a program can tell. */
class ReadmeTest {
    private static final Pattern YAML = Pattern.compile("(?ms)^```yaml\n(.*?)^```$");
    private static final Pattern LINK = Pattern.compile("]\\(([^)]+)\\)");

    private final String readme;

    ReadmeTest() throws IOException {
        readme = Files.readString(Path.of("README.md"));
    }

    @Test
    void lists_every_exit_code_with_its_meaning() {
        for (ExitCode code : ExitCode.values()) {
            assertThat(readme).contains("| " + code.code() + " | " + code.meaning() + " |\n");
        }
    }

    @Test
    void lists_every_package() throws IOException {
        try (Stream<Path> children = Files.list(Path.of("src/main/java/io/rowferry"))) {
            List<Path> packages = children.filter(Files::isDirectory).toList();
            assertThat(packages)
                    .allSatisfy(folder -> assertThat(readme).contains("\n| `" + folder.getFileName() + "` |"));
        }
    }

    @Test
    void shows_a_job_that_can_be_read(@TempDir Path folder) throws IOException {
        Matcher yaml = YAML.matcher(readme);
        assertThat(yaml.find()).isTrue();
        Path file = Files.writeString(folder.resolve("prices.yaml"), yaml.group(1));
        Map<String, String> environment =
                Map.of("CRM_CN_USER", "a", "CRM_CN_PASSWORD", "b", "CRM_EU_USER", "c", "CRM_EU_PASSWORD", "d");

        assertThat(JobFile.read(file, environment).name()).isEqualTo("prices");
    }

    @Test
    void links_to_files_that_are_there() {
        assertThat(LINK.matcher(readme).results().map(link -> Path.of(link.group(1))))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(path).exists());
    }
}
