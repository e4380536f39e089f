package io.rowferry.shape;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.table.Mask;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShapeTest {
    private static @Nullable String masked(Mask mask, @Nullable String value) {
        return new Shape(1, Map.of(0, mask), () -> "Jefe").of(new @Nullable String[] {value})[0];
    }

    @Test
    void L15_whatIsNotToBeSentIsCutOff() {
        String[] row = {"1", "name", "lane alone"};

        assertThat(new Shape(2, Map.of(), () -> "").of(row)).containsExactly("1", "name");
        assertThat(new Shape(3, Map.of(), () -> "").of(row)).isSameAs(row);
        assertThat(row).containsExactly("1", "name", "lane alone");
    }

    /** The second test case of RFC 4231. */
    @Test
    void L15_hashesAreKeyed() {
        String text = "what do ya want for nothing?";

        assertThat(masked(new Mask.Hmac(64), text))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
        assertThat(masked(new Mask.Hmac(8), text)).isEqualTo("5bdcc146");
        assertThat(masked(new Mask.Hmac(8), null)).isNull();
        assertThat(masked(new Mask.Hmac(8), "")).hasSize(8);
    }

    @Test
    void L15_masksHideWhatTheySay() {
        assertThat(masked(new Mask.KeepFirst(1), "Ann")).isEqualTo("A***");
        assertThat(masked(new Mask.KeepFirst(3), "Ann")).isEqualTo("***");
        assertThat(masked(new Mask.KeepFirst(1), "")).isEqualTo("***");
        assertThat(masked(new Mask.KeepFirst(1), "\uD83D\uDEA2ship")).isEqualTo("\uD83D\uDEA2***");
        assertThat(masked(new Mask.KeepFirst(1), null)).isNull();
        assertThat(masked(new Mask.Constant("x"), null)).isEqualTo("x");
        assertThat(masked(new Mask.Null(), "Ann")).isNull();
    }

    private static String signature(Mask mask, String key) {
        return new Shape(2, Map.of(1, mask), () -> key).signature();
    }

    @Test
    void L15_aSignatureTellsMasksAndKeysApartAndShowsNone() {
        String signature = signature(new Mask.Hmac(64), "Jefe");

        assertThat(signature(new Mask.Hmac(64), "Jefe")).isEqualTo(signature).doesNotContain("Jefe");
        assertThat(signature(new Mask.Hmac(64), "Chef")).isNotEqualTo(signature);
        assertThat(signature(new Mask.Hmac(63), "Jefe")).isNotEqualTo(signature);
        assertThat(new Shape(2, Map.of(0, new Mask.Hmac(64)), () -> "Jefe").signature())
                .isNotEqualTo(signature);
        assertThat(signature(new Mask.KeepFirst(20), "")).isNotEqualTo(signature(new Mask.KeepFirst(21), ""));
        assertThat(signature(new Mask.Constant("a"), "")).isNotEqualTo(signature(new Mask.Constant("b"), ""));
        assertThat(signature(new Mask.Null(), "")).isNotEqualTo(signature(new Mask.Constant("null"), ""));
    }
}
