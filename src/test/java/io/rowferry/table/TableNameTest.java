package io.rowferry.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableNameTest {
    @Test
    void readsASchemaWhereThereIsOne() {
        assertThat(TableName.parse("sales.Orders")).isEqualTo(new TableName("sales", "Orders"));
        assertThat(TableName.parse("Orders")).isEqualTo(new TableName(null, "Orders"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"orders", "sales.orders", "Sales.ORDERS", "订单", "order-lines"})
    void printsWhatItRead(String text) {
        assertThat(TableName.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "sales.", ".orders", "a.b.c", "my orders", "orders\n", "a\u0000b"})
    void refusesWhatIsNoName(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> TableName.parse(text));
    }
}
