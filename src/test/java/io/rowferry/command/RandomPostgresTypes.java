package io.rowferry.command;

import static io.rowferry.command.RandomType.UNLIMITED;
import static io.rowferry.command.RandomType.postgres;

import java.util.List;

/** Types of PostgreSQL's. */
final class RandomPostgresTypes {
    private static final int FAMILIES = 26;

    private final RandomPick pick;
    private final String table;
    private int named;

    /** @param table the beginning of the names of types */
    RandomPostgresTypes(RandomPick pick, String table) {
        this.pick = pick;
        this.table = table;
    }

    RandomType any() {
        return switch (pick.between(0, FAMILIES)) {
            case 0, 1, 2 -> integer(pick.of(16, 32, 64));
            case 3, 4 -> decimal(pick.of(38, 12, 20, 1, 60), pick.of(0, 2, 10, 1, 20));
            case 5 -> postgres(RandomFamily.DECIMAL, "numeric", UNLIMITED, UNLIMITED);
            case 6 -> real();
            case 7 -> doublePrecision();
            case 8 -> postgres(RandomFamily.BOOLEAN, "boolean", 1, 0);
            case 9, 10 -> text();
            case 11 -> varchar(pick.of(1, 5, 40, 255, 2_000));
            case 12 -> character(pick.of(1, 3, 20));
            case 13 -> bytea();
            case 14 -> postgres(RandomFamily.DATE, "date", 0, 0);
            case 15 -> time(pick.between(0, 6));
            case 16 -> moment("timestamp", pick.of(6, 6, 3, 0, 1));
            case 17, 18 -> moment("timestamptz", pick.of(6, 6, 3, 0, 1));
            case 19 -> postgres(RandomFamily.UUID, "uuid", 128, 0);
            case 20 -> json();
            case 21 -> jsonb();
            case 22 -> enumOf(RandomTexts.labels(pick));
            case 23 -> domainOf(pick.of(integer(32), varchar(20), decimal(10, 2)));
            case 24 -> bit(pick.of(1, 3, 8, 64));
            case 25 -> bits(pick.of(UNLIMITED, 9));
            default -> nativeOne();
        };
    }

    RandomType nativeOne() {
        return natively(pick.of(
                "inet", "cidr", "macaddr", "interval", "timetz", "integer[]", "text[]", "point", "int4range", "money"));
    }

    static RandomType natively(String sql) {
        return postgres(RandomFamily.NATIVE, sql, UNLIMITED, 0);
    }

    static RandomType integer(int bits) {
        return postgres(RandomFamily.INTEGER, bits == 16 ? "smallint" : bits == 32 ? "integer" : "bigint", bits, 0);
    }

    static RandomType decimal(int precision, int scale) {
        int digits = Math.max(precision, scale);
        return postgres(RandomFamily.DECIMAL, "numeric(" + digits + "," + scale + ")", digits, scale);
    }

    static RandomType real() {
        return postgres(RandomFamily.FLOAT, "real", 32, 0);
    }

    static RandomType doublePrecision() {
        return postgres(RandomFamily.FLOAT, "double precision", 64, 0);
    }

    static RandomType text() {
        return postgres(RandomFamily.TEXT, "text", UNLIMITED, 0);
    }

    static RandomType varchar(int size) {
        return postgres(RandomFamily.TEXT, "varchar(" + size + ")", size, 0);
    }

    static RandomType character(int size) {
        return postgres(RandomFamily.CHAR, "char(" + size + ")", size, 0);
    }

    static RandomType bytea() {
        return postgres(RandomFamily.BYTES, "bytea", UNLIMITED, 0);
    }

    static RandomType time(int scale) {
        return postgres(RandomFamily.TIME, "time(" + scale + ")", 0, scale);
    }

    static RandomType moment(String type, int scale) {
        return postgres(RandomFamily.MOMENT, type + "(" + scale + ")", 0, scale);
    }

    static RandomType json() {
        return postgres(RandomFamily.JSON, "json", UNLIMITED, 0);
    }

    static RandomType jsonb() {
        return postgres(RandomFamily.JSON, "jsonb", UNLIMITED, 0);
    }

    RandomType enumOf(List<String> labels) {
        return RandomType.postgresEnum(name(), labels);
    }

    RandomType domainOf(RandomType base) {
        return base.domain(name());
    }

    static RandomType bit(int size) {
        return postgres(RandomFamily.BIT, "bit(" + size + ")", size, 0);
    }

    static RandomType bits(int size) {
        return postgres(RandomFamily.BITS, "bit varying" + (size < 0 ? "" : "(" + size + ")"), size, 0);
    }

    private String name() {
        return table + "_type_" + ++named;
    }
}
