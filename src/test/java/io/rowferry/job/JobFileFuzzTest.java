package io.rowferry.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.servers.Beside;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is done to a job file, it is either a job or refused with reasons. */
@Beside
class JobFileFuzzTest {
    private static final String SECRET = "S3cr3t+/of=crm";
    private static final int FILES_PER_SEED = 100;
    private static final String TYPED = ":-[]{}#&*!|>'\"%@`,?$~\\ \n\t\r\u0000\u0085\u2028é中0a";
    private static final String VALID = """
            # a job that uses most of the language
            job: after-sales
            source: &crm
              url: jdbc:postgresql://${HOST}:5432/crm?sslmode=require
              user: "reader"
              password: S3cr3t+/of=crm
              zone: Asia/Shanghai
            target: {url: 'jdbc:mysql://crm-eu:3306/crm', user: "${USER:-writer}", password: "${PW}"}
            bus:
              connection: local
              lanes: 32
            tables:
              - table: sales.orders
                key: [region, order_id]
                watermark: updated_at
                deletes: ignore
              - table: order_lines
                lane: >-
                  order_id
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    static LongStream seeds() {
        return LongStream.range(0, 20);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void isAJobOrARefusal(long seed) {
        JobText job = new JobText(folder, Map.of("HOST", "crm-cn", "PW", SECRET));
        assertThat(job.read(VALID).tables()).hasSize(2);
        Random random = new Random(seed);
        for (int i = 0; i < FILES_PER_SEED; i++) {
            String mutant = mutant(random);
            try {
                assertThat(job.read(mutant).toString()).doesNotContain(SECRET);
            } catch (Failure refusal) {
                assertThat(refusal.exitCode()).as(mutant).isEqualTo(ExitCode.USAGE);
                assertThat(refusal.what())
                        .as(mutant)
                        .doesNotContain(SECRET)
                        .containsPattern("(?s)job\\.yaml(:\\d+:\\d+)?  .*\\d+ problems?, nothing was run\\z");
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(
                        "seed " + seed + " made a file that was neither read nor refused:\n" + mutant, e);
            }
        }
    }

    private static String mutant(Random random) {
        String text = VALID;
        for (int left = 1 + random.nextInt(4); left > 0; left--) {
            text = random.nextBoolean() ? spoilALetter(text, random) : spoilALine(text, random);
        }
        return text;
    }

    private static String spoilALetter(String text, Random random) {
        StringBuilder spoilt = new StringBuilder(text);
        int at = random.nextInt(text.length() - 1);
        switch (random.nextInt(3)) {
            case 0 -> spoilt.deleteCharAt(at);
            case 1 -> spoilt.insert(at, TYPED.charAt(random.nextInt(TYPED.length())));
            default -> spoilt.insert(at, spoilt.charAt(at + 1)).deleteCharAt(at + 2);
        }
        return spoilt.toString();
    }

    private static String spoilALine(String text, Random random) {
        List<String> lines = new ArrayList<>(Arrays.asList(text.split("\n", -1)));
        int at = random.nextInt(lines.size());
        int other = random.nextInt(lines.size());
        switch (random.nextInt(3)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(at, lines.get(other));
            default -> Collections.swap(lines, at, other);
        }
        return String.join("\n", lines);
    }
}
