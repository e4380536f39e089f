package io.rowferry.command;

/** MariaDB's. */
final class RandomMariaDbCounterparts implements RandomCounterparts {
    private static final int MOST_DIGITS = 65;
    private static final int MOST_SCALE = 38;
    private static final int MOST_CHARACTERS = 255;

    private final RandomPick pick;
    private final RandomMariaDbTypes types;

    RandomMariaDbCounterparts(RandomPick pick) {
        this.pick = pick;
        this.types = new RandomMariaDbTypes(pick);
    }

    @Override
    public RandomType any() {
        return types.any();
    }

    @Override
    public RandomType natural(RandomType source) {
        return switch (source.family()) {
            case INTEGER -> RandomMariaDbTypes.integer(source.size(), source.isUnsigned());
            case DECIMAL -> decimal(source);
            case FLOAT -> source.size() == 32 ? RandomMariaDbTypes.single() : RandomMariaDbTypes.twofold();
            case BOOLEAN -> RandomMariaDbTypes.flag();
            case TEXT ->
                source.size() < 0 ? binary("longtext", source) : binary("varchar(" + source.size() + ")", source);
            case CHAR -> source.size() > MOST_CHARACTERS ? types.text() : types.character(source.size());
            case BYTES ->
                source.isFixedBytes()
                        ? RandomMariaDbTypes.binary(source.size())
                        : RandomType.mariaDb(RandomFamily.BYTES, "longblob", -1, 0);
            case DATE -> RandomType.mariaDb(RandomFamily.DATE, "date", 0, 0);
            case TIME -> RandomMariaDbTypes.time(source.scale());
            case MOMENT -> RandomMariaDbTypes.moment(pick.of("datetime", "timestamp"), source.scale());
            case YEAR -> RandomMariaDbTypes.year();
            case BIT -> RandomMariaDbTypes.bit(source.size());
            case BITS -> binary("varchar(200)", source);
            case ENUM, SET -> types.labelled(source.family(), source.labels());
            case JSON -> RandomMariaDbTypes.json();
            case UUID -> pick.of(RandomMariaDbTypes.uuid(), types.character(36), RandomMariaDbTypes.binary(16));
            case NATIVE -> binary("longtext", source);
        };
    }

    private static RandomType decimal(RandomType source) {
        int scale = source.scale() < 0 ? MOST_SCALE : Math.min(source.scale(), MOST_SCALE);
        return RandomMariaDbTypes.decimal(
                source.size() < 0 ? MOST_DIGITS : Math.min(source.size(), MOST_DIGITS), scale);
    }

    /** With a collation that takes no two texts for one, as a key needs it. */
    private static RandomType binary(String sql, RandomType source) {
        return RandomType.mariaDb(RandomFamily.TEXT, sql + " collate utf8mb4_nopad_bin", source.size(), 0);
    }

    @Override
    public RandomType plausible(RandomType source) {
        int size = source.size();
        return switch (source.family()) {
            case INTEGER, YEAR ->
                pick.of(
                        RandomMariaDbTypes.flag(),
                        RandomMariaDbTypes.integer(16, true),
                        RandomMariaDbTypes.integer(64, false),
                        RandomMariaDbTypes.decimal(5, 0),
                        RandomMariaDbTypes.year(),
                        RandomMariaDbTypes.bit(8),
                        types.varchar(5),
                        RandomMariaDbTypes.twofold(),
                        types.labelled(RandomFamily.ENUM, RandomTexts.labels(pick)));
            case DECIMAL ->
                pick.of(
                        RandomMariaDbTypes.decimal(10, 2),
                        RandomMariaDbTypes.decimal(60, 30),
                        RandomMariaDbTypes.integer(64, true),
                        RandomMariaDbTypes.twofold(),
                        types.text());
            case FLOAT ->
                pick.of(
                        RandomMariaDbTypes.single(),
                        RandomMariaDbTypes.twofold(),
                        RandomMariaDbTypes.decimal(60, 30),
                        types.text(),
                        RandomType.mariaDb(RandomFamily.FLOAT, "float(10,3)", 32, 0));
            case BOOLEAN, BIT, BITS ->
                pick.of(
                        RandomMariaDbTypes.flag(),
                        RandomMariaDbTypes.bit(1),
                        RandomMariaDbTypes.bit(8),
                        RandomMariaDbTypes.integer(64, true),
                        types.labelled(RandomFamily.ENUM, RandomTexts.labels(pick)),
                        types.varchar(5),
                        RandomMariaDbTypes.binary(2));
            case TEXT, CHAR, ENUM, SET ->
                pick.of(
                        types.varchar(size < 2 ? 3 : Math.min(size, MOST_CHARACTERS) / 2),
                        types.character(20),
                        types.text(),
                        types.labelled(RandomFamily.ENUM, RandomCounterparts.otherLabels(pick, source)),
                        types.labelled(RandomFamily.SET, RandomCounterparts.otherLabels(pick, source)),
                        RandomMariaDbTypes.year(),
                        RandomMariaDbTypes.bit(8),
                        RandomMariaDbTypes.binary(5),
                        RandomMariaDbTypes.uuid(),
                        RandomMariaDbTypes.json(),
                        RandomMariaDbTypes.integer(32, false));
            case BYTES ->
                pick.of(
                        RandomMariaDbTypes.binary(5),
                        RandomMariaDbTypes.varbinary(16),
                        types.blob(),
                        types.text(),
                        RandomMariaDbTypes.uuid());
            case DATE, TIME, MOMENT ->
                pick.of(
                        RandomMariaDbTypes.moment("datetime", pick.between(0, 6)),
                        RandomMariaDbTypes.moment("timestamp", pick.between(0, 6)),
                        RandomType.mariaDb(RandomFamily.DATE, "date", 0, 0),
                        RandomMariaDbTypes.time(pick.between(0, 6)),
                        types.varchar(40),
                        RandomMariaDbTypes.year());
            case JSON -> pick.of(types.text(), types.varchar(40), RandomMariaDbTypes.json());
            case UUID ->
                pick.of(
                        RandomMariaDbTypes.binary(16),
                        types.character(36),
                        types.varchar(36),
                        RandomMariaDbTypes.integer(64, true));
            case NATIVE ->
                pick.of(types.text(), types.varchar(10), RandomMariaDbTypes.time(6), RandomMariaDbTypes.json());
        };
    }
}
