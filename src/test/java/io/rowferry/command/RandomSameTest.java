package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A comparison that finds nothing would prove nothing: differences that it must see, and what it must take for equal. */
class RandomSameTest {
    private static final RandomType TEXT = RandomPostgresTypes.text();
    private static final RandomType NUMBER = RandomPostgresTypes.decimal(38, 10);
    private static final RandomType JSON = RandomPostgresTypes.json();
    private static final RandomType REAL = RandomPostgresTypes.real();
    private static final RandomType TWOFOLD = RandomMariaDbTypes.twofold();
    private static final RandomType TIMESTAMP = RandomPostgresTypes.moment("timestamptz", 6);
    private static final RandomType DATETIME = RandomMariaDbTypes.moment("datetime", 6);
    private static final RandomType BIT = RandomMariaDbTypes.bit(8);
    private static final RandomType BYTES = RandomPostgresTypes.bytea();
    private static final RandomType UUID = RandomMariaDbTypes.uuid();
    private static final RandomType DATE = RandomType.mariaDb(RandomFamily.DATE, "date", 0, 0);
    private static final RandomType SET = RandomType.mariaDb(RandomFamily.SET, "set('a','b')", -1, 0);
    private static final RandomType BOOLEAN = RandomType.postgres(RandomFamily.BOOLEAN, "boolean", 1, 0);

    @Test
    void L18_plantedDifferencesAreFound() {
        differ(TEXT, "a", TEXT, "a ");
        differ(TEXT, "a", TEXT, "A");
        differ(TEXT, "", TEXT, null);
        differ(TEXT, null, TEXT, "");
        differ(TEXT, "\u00e9", TEXT, "e\u0301");
        differ(TEXT, "007", NUMBER, "7");
        differ(NUMBER, "12345678901234567890.0000000001", NUMBER, "12345678901234567890.0000000002");
        differ(NUMBER, "0.1", NUMBER, "-0.1");
        differ(NUMBER, "9007199254740993", TWOFOLD, "9.007199254740992E15");
        differ(NUMBER, "NaN", NUMBER, "0");
        differ(TWOFOLD, "0.1", TWOFOLD, "0.10000000000000002");
        differ(REAL, "1.9999999", REAL, "1.9999998");
        differ(TWOFOLD, "Infinity", TWOFOLD, "1.7976931348623157E308");
        differ(TIMESTAMP, "2026-11-22 08:15:00.000001", DATETIME, "2026-11-22 08:15:00.000000");
        differ(TIMESTAMP, "0044-03-15 00:00:00 BC", DATETIME, "0044-03-15 00:00:00");
        differ(TIMESTAMP, "2026-11-22 00:00:01", DATE, "2026-11-22");
        differ(JSON, "[12345678901234567890.1]", JSON, "[12345678901234567890.2]");
        differ(JSON, "{\"a\":1,\"a\":2}", JSON, "{\"a\":2}");
        differ(JSON, "\"1\"", JSON, "1");
        differ(JSON, "[null]", JSON, "[]");
        differ(BIT, "00000101", BIT, "00000100");
        differ(BIT, "00110001", NUMBER, "1");
        differ(BYTES, "61", BYTES, "6100");
        differ(UUID, "6ba128b5-4693-40aa-bbdc-fc6693ee8aad", BYTES, "6ba128b5469340aabbdcfc6693ee8aac");
        differ(SET, "a,b", TEXT, "a");
        differ(BOOLEAN, "1", RandomMariaDbTypes.flag(), "2");
    }

    @Test
    void L18_whatMeansTheSameIsEqual() {
        agree(TEXT, null, TEXT, null);
        agree(NUMBER, "1.1000000000", TWOFOLD, "1.1");
        agree(REAL, "0.1", TWOFOLD, "0.10000000149011612");
        agree(TWOFOLD, "-0.0", TWOFOLD, "0");
        agree(REAL, "NaN", REAL, "NaN");
        agree(TIMESTAMP, "2026-11-22 08:15:00.5", DATETIME, "2026-11-22 08:15:00.500000");
        agree(DATE, "2026-11-22", DATETIME, "2026-11-22 00:00:00.000000");
        agree(JSON, "{\"b\":1.10,\"a\":[1e2]}", JSON, "{ \"a\" : [100], \"b\": 1.1 }");
        agree(BIT, "00000101", NUMBER, "5.0000000000");
        agree(BIT, "00000001", BOOLEAN, "1");
        agree(UUID, "6ba128b5-4693-40aa-bbdc-fc6693ee8aad", BYTES, "6ba128b5469340aabbdcfc6693ee8aad");
        agree(SET, "b,a", TEXT, "a,b");
        agree(RandomMariaDbTypes.year(), "0000", NUMBER, "0");
    }

    private static void differ(RandomType from, @Nullable String a, RandomType to, @Nullable String b) {
        assertThat(RandomSame.value(from, a, to, b)).as("%s and %s", a, b).isFalse();
    }

    private static void agree(RandomType from, @Nullable String a, RandomType to, @Nullable String b) {
        assertThat(RandomSame.value(from, a, to, b)).as("%s and %s", a, b).isTrue();
    }
}
