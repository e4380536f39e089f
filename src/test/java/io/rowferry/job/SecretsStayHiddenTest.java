package io.rowferry.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretsStayHiddenTest {
    private static final String SECRET = "hunter2-xyz";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @Test
    void L16_noRecordPrintsASecret() {
        Job read = new JobText(folder, Map.of("SECRET", SECRET))
                .read(JobText.MINIMAL
                        .replace("password: secret", "password: ${SECRET}")
                        .replace("/crm\n", "/crm?sslpassword=" + SECRET + "\n")
                        .replace(
                                "bus: local",
                                "bus: {connection: \"Endpoint=sb://x;SharedAccessKeyName=n;SharedAccessKey=" + SECRET
                                        + "\"}"));

        assertThat(read.toString()).doesNotContain(SECRET).contains("connection=***");
        assertThat(String.valueOf(read.source())).isEqualTo("reader at jdbc:postgresql://crm-cn:5432/crm");
        assertThat(Secret.of(SECRET).toString()).isEqualTo("***");
        assertThat(Secret.of(SECRET).reveal()).isEqualTo(SECRET);
        assertThat(Secret.of(SECRET))
                .isEqualTo(Secret.of(SECRET))
                .hasSameHashCodeAs(Secret.of(SECRET))
                .isNotEqualTo(Secret.of("other"));
    }

    /** A secret that a reference puts into a wrong place, whichever setting that is. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "job: orders",
                "jdbc:postgresql://crm-cn:5432/crm",
                "local",
                "- table: orders",
            })
    void L16_noProblemPrintsWhatAReferenceLedTo(String place) throws IOException {
        Files.writeString(folder.resolve("secret"), "a b/?" + SECRET);
        for (String reference : new String[] {"${SECRET}", "'${file:secret}'"}) {
            String key = place.contains(": ") ? place.substring(0, place.indexOf(':') + 2) : "";
            String wrong = JobText.MINIMAL.replace(place, key + reference);
            assertThat(new JobText(folder, Map.of("SECRET", "a b " + SECRET)).problems(wrong))
                    .doesNotContain(SECRET);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "    zone: ${SECRET}",
                "    key: ['${SECRET}', '${SECRET}']",
                "    deletes: ${SECRET}",
                "    lane: [${SECRET}]",
                "    watermark: {${SECRET}: 1}",
                "    ${SECRET}: 1",
            })
    void L16_noProblemOfATablePrintsWhatAReferenceLedTo(String line) {
        assertThat(new JobText(folder, Map.of("SECRET", SECRET)).problems(JobText.MINIMAL + line + "\n"))
                .doesNotContain(SECRET);
    }

    /** Passwords that YAML takes for something else; the parser's own message would repeat some of them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "*" + SECRET,
                "!" + SECRET + "!x y",
                "!" + SECRET,
                "'" + SECRET,
                "\"\\x" + SECRET + "\"",
                "\"\\" + SECRET + "\"",
                "%" + SECRET,
                "@" + SECRET,
                "`" + SECRET,
                "{" + SECRET + "}",
                "[" + SECRET + "]",
                "a: " + SECRET,
                "&" + SECRET + "",
                "|" + SECRET + "",
                ">" + SECRET + "",
                "${" + SECRET + "!}",
                "${A B" + SECRET,
            })
    void L16_aPasswordThatYamlMisreadsIsNotRepeated(String password) {
        assertThat(new JobText(folder, Map.of())
                        .problems(JobText.MINIMAL.replace("password: secret", "password: " + password)))
                .doesNotContain(SECRET)
                .doesNotContain(SECRET.substring(0, 4));
    }
}
