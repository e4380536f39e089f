package io.rowferry.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files in {@code jobs}, which users begin with. */
class SampleJobsTest {
    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z_]+)(?::-[^}]*)?}");

    static List<Path> samples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("jobs"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void is_a_job_once_its_variables_are_set(Path sample) throws IOException {
        Job job = JobFile.read(sample, environment(sample));

        assertThat(job.source()).isNotNull();
        assertThat(job.target()).isNotNull();
    }

    @Test
    void they_show_every_setting_there_is() throws IOException {
        StringBuilder all = new StringBuilder();
        for (Path sample : samples()) {
            all.append(Files.readString(sample));
        }
        for (Keys keys :
                List.of(Keys.JOB, Keys.ENDPOINT, Keys.SOURCE, Keys.BUS, Keys.TABLE, Keys.COLUMNS, Keys.RETRY)) {
            for (String key : keys.now()) {
                assertThat(all).containsPattern("(?m)^[ -]*(retry: \\{(.*, )?)?" + key + ": ?");
            }
        }
    }

    private static Map<String, String> environment(Path sample) throws IOException {
        return VARIABLE.matcher(Files.readString(sample))
                .results()
                .map(variable -> variable.group(1))
                .distinct()
                .collect(Collectors.toMap(name -> name, SampleJobsTest::value));
    }

    private static String value(String name) {
        if (name.endsWith("_URL")) {
            return "jdbc:postgresql://localhost/crm";
        }
        if (name.equals("MASK_KEY")) {
            return "long enough to be a key";
        }
        return name.equals("SERVICEBUS_CONNECTION")
                ? "Endpoint=sb://crm.servicebus.windows.net;SharedAccessKeyName=n;SharedAccessKey=k"
                : name.toLowerCase(Locale.ROOT);
    }
}
