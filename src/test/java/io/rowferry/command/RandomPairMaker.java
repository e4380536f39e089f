package io.rowferry.command;

import io.rowferry.servers.Engine;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Makes up one {@link RandomPair}. */
final class RandomPairMaker {
    private static final int MOST_COLUMNS = 24;
    private static final int MOST_COLUMNS_OF_WIDE_ONES = 199;
    private static final int NARROW = 40;
    private static final int MOST_ROWS = 40;

    private final RandomPick pick;
    private final long seed;
    private final int number;
    private final Engine from;
    private final Engine to;
    private final RandomCounterparts sources;
    private final RandomCounterparts targets;
    private final RandomNames names;
    private final List<RandomColumn> columns = new ArrayList<>();
    private final List<RandomColumn> targetColumns = new ArrayList<>();
    private final List<String> key = new ArrayList<>();

    RandomPairMaker(RandomPick pick, long seed, int number, Engine from, Engine to) {
        this.pick = pick;
        this.seed = seed;
        this.number = number;
        this.from = from;
        this.to = to;
        this.sources = RandomCounterparts.of(from, pick, "t" + number);
        this.targets = RandomCounterparts.of(to, pick, "t" + number);
        this.names = new RandomNames(pick);
    }

    RandomPair make() {
        String name = RandomNames.table(pick, number);
        boolean wide = pick.perCent(3);
        addKey();
        int count = pick.between(1, wide ? MOST_COLUMNS_OF_WIDE_ONES : MOST_COLUMNS);
        for (int i = 0; i < count; i++) {
            addColumn(anyType(wide));
        }
        String watermark = pick.perCent(25) ? addWatermark() : null;
        addGenerated();
        if (pick.perCent(10)) {
            targetColumns.add(new RandomColumn(names.next(), targets.any(), false));
        }
        if (pick.perCent(30)) {
            Collections.shuffle(targetColumns, new Random(pick.number()));
        }
        return new RandomPair(
                seed,
                new RandomTable(from, name, List.copyOf(columns), List.copyOf(key)),
                rows(wide ? 5 : MOST_ROWS),
                new RandomTable(to, name, List.copyOf(targetColumns), List.copyOf(key)),
                watermark);
    }

    private RandomType anyType(boolean wide) {
        RandomType type = sources.any();
        while (wide && (type.size() > NARROW || (type.family() == RandomFamily.TEXT && type.size() < 0))) {
            type = sources.any();
        }
        return type;
    }

    private void addKey() {
        int parts = pick.perCent(70) ? 1 : 2;
        for (int i = 0; i < parts; i++) {
            RandomType type = sources.natural(pick.of(
                    RandomPostgresTypes.integer(64),
                    RandomPostgresTypes.integer(64),
                    RandomPostgresTypes.integer(32),
                    RandomPostgresTypes.varchar(40),
                    RandomPostgresTypes.decimal(20, 5),
                    RandomType.postgres(RandomFamily.UUID, "uuid", 128, 0),
                    RandomType.postgres(RandomFamily.DATE, "date", 0, 0)));
            String name = names.next();
            boolean counts = parts == 1 && type.family() == RandomFamily.INTEGER && pick.perCent(30);
            columns.add(new RandomColumn(name, type, true, counts ? counting(from) : "", null));
            counts = counts && pick.perCent(60);
            targetColumns.add(new RandomColumn(name, keyType(type), true, counts ? counting(to) : "", null));
            key.add(name);
        }
    }

    private RandomType keyType(RandomType source) {
        boolean collates = to == Engine.MARIADB && source.family() == RandomFamily.TEXT && pick.perCent(20);
        return collates ? new RandomMariaDbTypes(pick).varchar(source.size()) : targets.natural(source);
    }

    private String counting(Engine engine) {
        return engine == Engine.MARIADB
                ? " auto_increment"
                : " generated " + pick.of("always", "by default") + " as identity";
    }

    private void addColumn(RandomType type) {
        boolean required = pick.perCent(25);
        int chance = pick.between(0, 99);
        RandomType target = chance < 60 ? targets.natural(type) : chance < 88 ? targets.plausible(type) : targets.any();
        String name = names.next();
        columns.add(new RandomColumn(name, type, required));
        targetColumns.add(new RandomColumn(name, target, pick.perCent(required ? 50 : 5)));
    }

    private String addWatermark() {
        RandomType type = sources.natural(pick.of(
                RandomPostgresTypes.moment("timestamptz", 6),
                RandomPostgresTypes.moment("timestamp", 6),
                RandomPostgresTypes.integer(64)));
        String name = names.next();
        boolean required = pick.perCent(70);
        columns.add(new RandomColumn(name, type, required));
        targetColumns.add(new RandomColumn(name, targets.natural(type), required));
        return name;
    }

    private void addGenerated() {
        RandomColumn base = columns.stream()
                .filter(column -> column.type().family() == RandomFamily.INTEGER && !key.contains(column.name()))
                .findFirst()
                .orElse(null);
        if (base == null || !pick.perCent(40)) {
            return;
        }
        String name = names.next();
        columns.add(generated(from, name, base.name()));
        boolean alike = targetColumns.stream()
                .anyMatch(column ->
                        column.name().equals(base.name()) && column.type().family() == RandomFamily.INTEGER);
        if (alike && pick.perCent(50)) {
            targetColumns.add(generated(to, name, base.name()));
        } else if (pick.perCent(70)) {
            targetColumns.add(new RandomColumn(name, number(to), false));
        }
    }

    private RandomColumn generated(Engine engine, String name, String base) {
        String kind = engine == Engine.MARIADB ? pick.of(" stored", " virtual") : " stored";
        String as = " generated always as (mod(" + RandomColumn.quoted(engine, base) + ", 7))" + kind;
        return new RandomColumn(name, number(engine), false, as, base);
    }

    private static RandomType number(Engine engine) {
        return engine == Engine.MARIADB ? RandomMariaDbTypes.integer(64, false) : RandomPostgresTypes.integer(64);
    }

    private List<List<String>> rows(int most) {
        RandomLiterals literals = new RandomLiterals(pick);
        List<RandomColumn> given =
                columns.stream().filter(column -> !column.isGenerated()).toList();
        List<List<String>> rows = new ArrayList<>();
        int count = pick.between(0, most);
        for (int i = 0; i < count; i++) {
            RandomColumn longOne = pick.perCent(6) ? unlimited(given) : null;
            List<String> row = new ArrayList<>();
            for (RandomColumn column : given) {
                row.add(
                        column.equals(longOne)
                                ? literals.longOne(column.type())
                                : !column.required() && pick.perCent(12) ? "null" : literals.of(column.type()));
            }
            rows.add(row);
        }
        return rows;
    }

    private static @Nullable RandomColumn unlimited(List<RandomColumn> given) {
        return given.stream()
                .filter(column -> column.type().size() < 0
                        && (column.type().family() == RandomFamily.TEXT
                                || column.type().family() == RandomFamily.BYTES))
                .findFirst()
                .orElse(null);
    }
}
