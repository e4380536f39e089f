package io.rowferry.command;

import io.rowferry.servers.Engine;

/** PostgreSQL's. */
final class RandomPostgresCounterparts implements RandomCounterparts {
    private final RandomPick pick;
    private final RandomPostgresTypes types;

    RandomPostgresCounterparts(RandomPick pick, String table) {
        this.pick = pick;
        this.types = new RandomPostgresTypes(pick, table);
    }

    @Override
    public RandomType any() {
        return types.any();
    }

    @Override
    public RandomType natural(RandomType source) {
        return switch (source.family()) {
            case INTEGER ->
                source.isUnsigned() && source.size() == 64
                        ? RandomPostgresTypes.decimal(20, 0)
                        : RandomPostgresTypes.integer(
                                source.size() + (source.isUnsigned() ? 1 : 0) <= 16
                                        ? 16
                                        : source.size() <= 31 ? 32 : 64);
            case DECIMAL ->
                source.size() < 0
                        ? RandomType.postgres(RandomFamily.DECIMAL, "numeric", -1, -1)
                        : RandomPostgresTypes.decimal(source.size(), source.scale());
            case FLOAT -> source.size() == 32 ? RandomPostgresTypes.real() : RandomPostgresTypes.doublePrecision();
            case BOOLEAN -> RandomType.postgres(RandomFamily.BOOLEAN, "boolean", 1, 0);
            case TEXT -> source.size() < 0 ? RandomPostgresTypes.text() : RandomPostgresTypes.varchar(source.size());
            case CHAR -> RandomPostgresTypes.character(source.size());
            case BYTES -> RandomPostgresTypes.bytea();
            case DATE -> RandomType.postgres(RandomFamily.DATE, "date", 0, 0);
            case TIME -> RandomPostgresTypes.time(source.scale());
            case MOMENT -> RandomPostgresTypes.moment(hasZone(source) ? "timestamptz" : "timestamp", source.scale());
            case YEAR -> RandomPostgresTypes.integer(16);
            case BIT ->
                source.size() == 1 && pick.perCent(50) ? natural(flag()) : RandomPostgresTypes.bit(source.size());
            case BITS -> RandomPostgresTypes.bits(source.size());
            case ENUM -> pick.perCent(70) ? types.enumOf(source.labels()) : RandomPostgresTypes.text();
            case SET -> pick.perCent(70) ? RandomPostgresTypes.text() : RandomPostgresTypes.natively("text[]");
            case JSON -> pick.perCent(50) ? RandomPostgresTypes.json() : RandomPostgresTypes.jsonb();
            case UUID -> RandomType.postgres(RandomFamily.UUID, "uuid", 128, 0);
            case NATIVE -> RandomPostgresTypes.natively(source.sql());
        };
    }

    private static boolean hasZone(RandomType moment) {
        return moment.sql().startsWith(moment.engine() == Engine.MARIADB ? "timestamp" : "timestamptz");
    }

    private static RandomType flag() {
        return RandomType.postgres(RandomFamily.BOOLEAN, "boolean", 1, 0);
    }

    @Override
    public RandomType plausible(RandomType source) {
        int size = source.size();
        return switch (source.family()) {
            case INTEGER, YEAR ->
                pick.of(
                        RandomPostgresTypes.integer(16),
                        RandomPostgresTypes.integer(64),
                        flag(),
                        RandomPostgresTypes.decimal(5, 0),
                        RandomPostgresTypes.text(),
                        RandomPostgresTypes.doublePrecision(),
                        RandomPostgresTypes.bit(8));
            case DECIMAL ->
                pick.of(
                        RandomPostgresTypes.decimal(10, 2),
                        RandomPostgresTypes.decimal(40, 30),
                        RandomPostgresTypes.integer(64),
                        RandomPostgresTypes.doublePrecision(),
                        RandomPostgresTypes.text(),
                        RandomType.postgres(RandomFamily.DECIMAL, "numeric", -1, -1));
            case FLOAT ->
                pick.of(
                        RandomPostgresTypes.real(),
                        RandomPostgresTypes.doublePrecision(),
                        RandomPostgresTypes.decimal(38, 10),
                        RandomPostgresTypes.text());
            case BOOLEAN, BIT, BITS ->
                pick.of(
                        RandomPostgresTypes.integer(16),
                        flag(),
                        RandomPostgresTypes.bit(4),
                        RandomPostgresTypes.bits(-1),
                        RandomPostgresTypes.bytea(),
                        RandomPostgresTypes.text());
            case TEXT, CHAR, ENUM, SET ->
                pick.of(
                        RandomPostgresTypes.varchar(size < 2 ? 3 : size / 2),
                        RandomPostgresTypes.character(20),
                        types.enumOf(RandomCounterparts.otherLabels(pick, source)),
                        RandomPostgresTypes.json(),
                        RandomPostgresTypes.text(),
                        types.domainOf(RandomPostgresTypes.varchar(40)),
                        RandomPostgresTypes.integer(32));
            case BYTES -> pick.of(RandomPostgresTypes.text(), RandomType.postgres(RandomFamily.UUID, "uuid", 128, 0));
            case DATE, TIME, MOMENT ->
                pick.of(
                        RandomPostgresTypes.moment("timestamp", pick.between(0, 6)),
                        RandomPostgresTypes.moment("timestamptz", pick.between(0, 6)),
                        RandomType.postgres(RandomFamily.DATE, "date", 0, 0),
                        RandomPostgresTypes.time(pick.between(0, 6)),
                        RandomPostgresTypes.natively("interval"),
                        RandomPostgresTypes.text());
            case JSON ->
                pick.of(RandomPostgresTypes.text(), RandomPostgresTypes.jsonb(), RandomPostgresTypes.varchar(40));
            case UUID ->
                pick.of(
                        RandomPostgresTypes.character(36),
                        RandomPostgresTypes.text(),
                        RandomPostgresTypes.bytea(),
                        RandomPostgresTypes.varchar(40));
            case NATIVE -> pick.of(RandomPostgresTypes.text(), types.nativeOne(), RandomPostgresTypes.varchar(10));
        };
    }
}
