package io.rowferry.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.table.ColumnType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstantsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "integer(32)   | 5                       | 5",
                "integer(32)   | 5.5                     | none",
                "decimal(9,2)  | 5                       | 5.00",
                "decimal(9,2)  | 5.001                   | none",
                "boolean       | true                    | 1",
                "boolean       | yes                     | none",
                "date          | 1970-01-01              | 1970-01-01",
                "date          | 1.1.70                  | none",
                "time(3)       | 12:00:00.5              | 12:00:00.500000",
                "instant(6)    | 1970-01-01              | 1970-01-01 00:00:00.000000",
                "timestamp(6)  | 1970-01-01T12:00:00     | 1970-01-01 12:00:00.000000",
                "timestamp(6)  | 1970-01-01 noon         | none",
                "text          | hidden                  | hidden",
            })
    void is_written_as_servers_write_it(String type, String text, String canonical) {
        assertThat(Constants.canonical(ColumnType.parse(type), text)).isEqualTo(canonical);
    }
}
