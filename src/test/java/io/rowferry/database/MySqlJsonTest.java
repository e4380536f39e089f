package io.rowferry.database;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MySqlJsonTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"price\": 1.10, \"count\": 3, \"list\": [true, null, \"1e999\", 1e2]}",
                "18446744073709551615",
                "-9223372036854775808",
                "9007199254740992e22",
                "0.1",
                "not JSON"
            })
    void keeps(String json) {
        assertThat(MySqlJson.keeps(json)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "18446744073709551616",
                "-9223372036854775809",
                "[{\"a\": 0.9401130809960923}]",
                "12345678901234567890.10",
                "1e-400",
                "1e23"
            })
    void rounds(String json) {
        assertThat(MySqlJson.keeps(json)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"enum('a','it''s','x\\\\y','two words',',','')"})
    void reads_labels(String declared) {
        assertThat(MySqlLabels.of(declared)).containsExactly("a", "it's", "x\\y", "two words", ",", "");
    }
}
