package io.rowferry.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import io.rowferry.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The schema that editors complete job files by says the same as the program. */
class JobSchemaTest {
    private static final Path FILE = Path.of("jobs/rowferry-job.schema.json");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonSchema SCHEMA = schema();

    @TempDir
    Path folder;

    private static JsonSchema schema() {
        try {
            return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(Files.readString(FILE));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static List<Path> samples() throws IOException {
        return SampleJobsTest.samples();
    }

    @Test
    void it_knows_the_settings_that_the_program_reads() throws IOException {
        JsonNode schema = JSON.readTree(Files.readString(FILE));

        assertThat(names(schema)).containsExactlyInAnyOrderElementsOf(Keys.JOB.now());
        assertThat(names(schema.at("/$defs/source"))).containsExactlyInAnyOrderElementsOf(Keys.SOURCE.now());
        assertThat(names(schema.at("/$defs/endpoint"))).containsExactlyInAnyOrderElementsOf(Keys.ENDPOINT.now());
        assertThat(names(schema.at("/properties/bus/oneOf/1"))).containsExactlyInAnyOrderElementsOf(Keys.BUS.now());
        assertThat(names(schema.at("/$defs/table"))).containsExactlyInAnyOrderElementsOf(Keys.TABLE.now());
        assertThat(names(schema.at("/properties/verify"))).containsExactlyInAnyOrderElementsOf(Keys.VERIFY.now());
        assertThat(names(schema.at("/$defs/columns"))).containsExactlyInAnyOrderElementsOf(Keys.COLUMNS.now());
        assertThat(schema.at("/properties/drift/anyOf/0/enum"))
                .extracting(JsonNode::textValue)
                .containsExactly(Stream.of(Drift.values()).map(Drift::word).toArray(String[]::new));
    }

    private static List<String> names(JsonNode object) {
        List<String> names = new ArrayList<>();
        object.get("properties").fieldNames().forEachRemaining(names::add);
        assertThat(object.get("additionalProperties").booleanValue()).isFalse();
        return names;
    }

    @ParameterizedTest
    @MethodSource("samples")
    void it_takes_the_samples_which_name_it(Path sample) throws IOException {
        String text = Files.readString(sample);

        assertThat(text).startsWith("# yaml-language-server: $schema=" + FILE.getFileName() + "\n");
        assertThat(problems(text)).isEmpty();
    }

    /** Each is taken by both or refused by both. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "x: {}",
                "where: 1 = 1",
                "key: []",
                "key: id",
                "key: [id]",
                "deletes: ignore",
                "deletes: maybe",
                "deletes: sweep",
                "deletes: 'soft:deleted_at'",
                "deletes: 'soft:'",
                "deletes: 'tombstones:a b'",
                "overlap: 5m",
                "overlap: soon",
                "horizon: lag(15m)",
                "horizon: lag",
                "horizon: 15m",
                "columns: {drop: [a], rename: {b: c}}",
                "columns: {drop: a}",
                "columns: {rename: [a]}",
                "columns: {mask: {a: hmac, b: hmac(16), c: keep-first, d: keep-first(3), e: constant(x), f: null}}",
                "columns: {mask: {a: md5}}",
                "columns: {mask: {a: constant}}",
                "columns: {cast: {a: 'decimal(12,2)', b: timestamp(0), c: text, d: 'text(20)', e: uuid, f: json}}",
                "columns: {cast: {a: time(7)}}",
                "columns: {cast: {a: decimal}}",
                "columns: {cast: {a: integer}}",
                "columns: {cast: {a: float(32)}}",
                "columns: {zero-date: {a: null}, infinity: {a: '9999-12-31'}, nul: {a: strip}}",
                "columns: {nul: {a: keep}}",
                "columns: {nul: {a: '${NUL:-strip}'}}",
                "tolerate: ${ALL:-none}",
                "tolerate: some",
                "columns: {zero-date: [a]}",
                "columns: {other: 1}"
            })
    void it_refuses_what_the_program_refuses_of_a_table(String setting) throws IOException {
        assertThatBothAgree("    " + setting + "\nmask-key: 0123456789abcdef");
    }

    /** Each is taken by both or refused by both. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "drift: ignore",
                "drift: ${DRIFT:-fail}",
                "drift: never",
                "tolerate: none",
                "tolerate: ${ALL:-all}",
                "retry: {attempts: 0, first: 1m, factor: 1.5}",
                "retry: {attempts: '20', first: '${FIRST:-5s}', factor: '2.5'}",
                "retry: {attempts: '${TIMES:-3}', factor: '${FACTOR:-10}'}",
                "retry: {attempts: 21}",
                "retry: {attempts: '21'}",
                "retry: {attempts: 1.5}",
                "retry: {factor: 0.5}",
                "retry: {factor: '10.5'}",
                "retry: {first: soon}",
                "verify: {settle: 5m}",
                "verify: {settle: soon}",
                "horizon: lag(15m)",
                "other: 1"
            })
    void it_refuses_what_the_program_refuses_of_a_job(String setting) throws IOException {
        assertThatBothAgree(setting);
    }

    private void assertThatBothAgree(String setting) throws IOException {
        String yaml = JobText.MINIMAL + setting + "\n";
        boolean read;
        try {
            new JobText(folder, Map.of()).read(yaml);
            read = true;
        } catch (Failure e) {
            read = false;
        }

        assertThat(problems(yaml).isEmpty()).as(setting).isEqualTo(read);
    }

    private static Set<String> problems(String yaml) {
        Object read = new Load(LoadSettings.builder().build()).loadFromString(yaml);
        assertThat(read).isInstanceOf(Map.class);
        return SCHEMA.validate(JSON.valueToTree(read)).stream()
                .map(ValidationMessage::getMessage)
                .collect(Collectors.toSet());
    }
}
