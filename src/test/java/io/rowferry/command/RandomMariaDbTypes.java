package io.rowferry.command;

import static io.rowferry.command.RandomType.UNLIMITED;
import static io.rowferry.command.RandomType.mariaDb;

import java.util.ArrayList;
import java.util.List;

/** Types of MariaDB's. */
final class RandomMariaDbTypes {
    private static final int FAMILIES = 25;
    private static final int SMALL_TEXT = 255;

    private final RandomPick pick;

    RandomMariaDbTypes(RandomPick pick) {
        this.pick = pick;
    }

    RandomType any() {
        return switch (pick.between(0, FAMILIES)) {
            case 0, 1, 2 -> integer(pick.of(8, 16, 24, 32, 64), pick.perCent(40));
            case 3 -> flag();
            case 4, 5 -> decimal(pick.of(65, 12, 20, 1, 30), pick.of(0, 2, 30, 10, 1));
            case 6 -> single();
            case 7 -> twofold();
            case 8, 9 -> varchar(pick.of(1, 5, 40, SMALL_TEXT, 400));
            case 10, 11 -> text();
            case 12 -> character(pick.of(1, 3, 20));
            case 13 -> binary(pick.of(1, 5, 16));
            case 14 -> varbinary(pick.of(1, 16, 300));
            case 15 -> blob();
            case 16 -> mariaDb(RandomFamily.DATE, "date", 0, 0);
            case 17 -> time(pick.between(0, 6));
            case 18 -> moment("datetime", pick.of(6, 6, 3, 0, 1));
            case 19 -> moment("timestamp", pick.of(6, 6, 3, 0, 1));
            case 20 -> year();
            case 21 -> bit(pick.of(1, 1, 3, 8, 64));
            case 22 -> labelled(RandomFamily.ENUM, RandomTexts.labels(pick));
            case 23 -> labelled(RandomFamily.SET, RandomTexts.labels(pick));
            case 24 -> json();
            default -> uuid();
        };
    }

    static RandomType integer(int bits, boolean unsigned) {
        String name = switch (bits) {
            case 8 -> "tinyint";
            case 16 -> "smallint";
            case 24 -> "mediumint";
            case 32 -> "int";
            default -> "bigint";
        };
        return mariaDb(RandomFamily.INTEGER, name + (unsigned ? " unsigned" : ""), bits, 0);
    }

    /** What applications take for a boolean, though it holds more. */
    static RandomType flag() {
        return mariaDb(RandomFamily.INTEGER, "tinyint(1)", 8, 0);
    }

    static RandomType decimal(int precision, int scale) {
        int digits = Math.max(precision, scale);
        return mariaDb(RandomFamily.DECIMAL, "decimal(" + digits + "," + scale + ")", digits, scale);
    }

    static RandomType single() {
        return mariaDb(RandomFamily.FLOAT, "float", 32, 0);
    }

    static RandomType twofold() {
        return mariaDb(RandomFamily.FLOAT, "double", 64, 0);
    }

    RandomType varchar(int size) {
        return mariaDb(RandomFamily.TEXT, "varchar(" + size + ")" + collation(), size, 0);
    }

    RandomType text() {
        String name = pick.of("tinytext", "text", "mediumtext", "longtext", "longtext");
        return mariaDb(RandomFamily.TEXT, name + collation(), UNLIMITED, 0);
    }

    RandomType character(int size) {
        return mariaDb(RandomFamily.CHAR, "char(" + size + ")" + collation(), size, 0);
    }

    private String collation() {
        return pick.of(
                "",
                "",
                " collate utf8mb4_bin",
                " collate utf8mb4_nopad_bin",
                " collate utf8mb4_general_ci",
                " character set utf8mb3",
                " character set latin1",
                " character set latin1 collate latin1_bin");
    }

    static RandomType binary(int size) {
        return mariaDb(RandomFamily.BYTES, "binary(" + size + ")", size, 0);
    }

    static RandomType varbinary(int size) {
        return mariaDb(RandomFamily.BYTES, "varbinary(" + size + ")", size, 0);
    }

    RandomType blob() {
        return mariaDb(RandomFamily.BYTES, pick.of("tinyblob", "blob", "longblob"), UNLIMITED, 0);
    }

    static RandomType time(int scale) {
        return mariaDb(RandomFamily.TIME, "time(" + scale + ")", 0, scale);
    }

    /** A timestamp is never null and has a default unless its table says otherwise. */
    static RandomType moment(String type, int scale) {
        return mariaDb(RandomFamily.MOMENT, type + "(" + scale + ")", 0, scale);
    }

    static RandomType year() {
        return mariaDb(RandomFamily.YEAR, "year", 0, 0);
    }

    static RandomType bit(int size) {
        return mariaDb(RandomFamily.BIT, "bit(" + size + ")", size, 0);
    }

    RandomType labelled(RandomFamily family, List<String> labels) {
        boolean binary = pick.perCent(40);
        return RandomType.mariaDbLabels(family, distinct(family, labels, binary), binary);
    }

    /** Labels lose their blanks at the end, and may be the same to the collation; a comma ends a set's member. */
    private static List<String> distinct(RandomFamily family, List<String> labels, boolean binary) {
        List<String> distinct = new ArrayList<>();
        for (String label : labels) {
            String kept = label.stripTrailing();
            boolean known = distinct.stream().anyMatch(binary ? kept::equals : kept::equalsIgnoreCase);
            if (!known && !(family == RandomFamily.SET && (kept.contains(",") || kept.isEmpty()))) {
                distinct.add(kept);
            }
        }
        return distinct.isEmpty() ? List.of("only") : distinct;
    }

    static RandomType json() {
        return mariaDb(RandomFamily.JSON, "json", UNLIMITED, 0);
    }

    static RandomType uuid() {
        return mariaDb(RandomFamily.UUID, "uuid", 128, 0);
    }
}
