package io.rowferry.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.table.ColumnType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MeaningTest {
    private static String json(String text) {
        ColumnType json = ColumnType.parse("json");
        return Meaning.of(text, json, json);
    }

    @Test
    void trees_are_the_same_whatever_their_spelling() {
        assertThat(json("{\"a\": 1.10, \"b\": [true, null]}")).isEqualTo(json("{\"b\":[true,null],\"a\":1.1}"));
        assertThat(json("{\"a\":1}")).isNotEqualTo(json("{\"a\":\"1\"}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{\"a\":1} x", "{\"a\":1} {}", "{\"a\":1", "nul"})
    void L13_whatIsNoJsonIsItselfAlone(String text) {
        assertThat(json(text)).isEqualTo("not JSON: " + text);
    }
}
