package io.rowferry.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferencesTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private static final Map<String, String> ENVIRONMENT = Map.of("A", "1", "B_2", "$0 \\ ${A}", "EMPTY", "");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "plain             | plain",
                "${A}              | 1",
                "x${A}y${A}z       | x1y1z",
                "${B_2}            | $0 \\ ${A}",
                "${EMPTY}-         | -",
                "${EMPTY:-2}       | 2",
                "${NONE:-2}        | 2",
                "${A:-2}           | 1",
                "<${NONE:-}>       | <>",
                "${NONE:-a:-b/c}   | a:-b/c",
                "$${A}             | ${A}",
                "$$${A}            | $${A}",
                "pa$word$A$        | pa$word$A$",
                "a}b               | a}b",
            })
    void resolves(String text, String expected) throws References.Unresolved {
        assertThat(new References(ENVIRONMENT, folder).resolve(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "${NONE}, 'needs the environment variable NONE, which is not set'",
        "${file:none}, 'needs the file none, which cannot be read'",
        "${file:.}, 'needs the file ., which cannot be read'",
        "${file:binary}, 'needs the file binary, which is not UTF-8 text'",
        "${file:long}, 'needs the file long, which is longer than a secret may be (64 KiB)'",
        "${A, 'holds a reference that is none: write ${NAME}, ${NAME:-default} or ${file:/path}, and $${ for a plain ${'",
        "${a b}, 'holds a reference that is none: write ${NAME}, ${NAME:-default} or ${file:/path}, and $${ for a plain ${'",
        "${}, 'holds a reference that is none: write ${NAME}, ${NAME:-default} or ${file:/path}, and $${ for a plain ${'",
    })
    void refuses(String text, String sentence) throws IOException {
        Files.write(folder.resolve("binary"), new byte[] {(byte) 0xC3, 0x28});
        Files.writeString(folder.resolve("long"), "x".repeat(65 * 1024));
        assertThatThrownBy(() -> new References(ENVIRONMENT, folder).resolve(text))
                .isInstanceOf(References.Unresolved.class)
                .hasMessage(sentence);
    }

    @Test
    void readsASecretFileWithoutItsLastLineBreak() throws IOException, References.Unresolved {
        Files.writeString(folder.resolve("one"), "a\nb\n");
        Path absolute = Files.writeString(folder.resolve("two"), " c \r\n");

        String resolved = new References(ENVIRONMENT, folder).resolve("${file:one}|${file:" + absolute + "}");

        assertThat(resolved).isEqualTo("a\nb| c ");
    }
}
