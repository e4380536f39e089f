package io.rowferry.command;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rowferry.servers.Engine;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** Values as a source's INSERT has them. */
final class RandomLiterals {
    private static final HexFormat HEX = HexFormat.of();

    private final RandomPick pick;

    RandomLiterals(RandomPick pick) {
        this.pick = pick;
    }

    /** A value that is not NULL; the engine may refuse it, or change it while nobody has seen it yet. */
    String of(RandomType type) {
        if (type.family() == RandomFamily.BYTES) {
            return bytes(type, HEX.formatHex(someBytes(type)));
        }
        boolean error = type.family() == RandomFamily.ENUM && type.engine() == Engine.MARIADB && pick.perCent(8);
        return error ? "0" : literal(type, text(type));
    }

    /** Of up to 100 kB. */
    String longOne(RandomType type) {
        return type.family() == RandomFamily.BYTES
                ? bytes(type, "c5".repeat(RandomTexts.longLength(pick)))
                : literal(type, RandomTexts.longOne(pick));
    }

    /** Text in hex passes all drivers, and needs no quoting. */
    static String literal(RandomType type, String text) {
        String hex = HEX.formatHex(text.getBytes(UTF_8));
        if (type.engine() == Engine.POSTGRESQL) {
            return "convert_from(decode('" + hex + "', 'hex'), 'UTF8')::" + type.sql();
        }
        return type.family() == RandomFamily.BIT ? "b'" + text + "'" : "convert(x'" + hex + "' using utf8mb4)";
    }

    private static String bytes(RandomType type, String hex) {
        return type.engine() == Engine.POSTGRESQL ? "decode('" + hex + "', 'hex')" : "x'" + hex + "'";
    }

    private byte[] someBytes(RandomType type) {
        int most = type.size() < 0 ? 300 : type.size();
        return switch (pick.between(0, 6)) {
            case 0 -> new byte[0];
            case 1 -> new byte[] {0};
            case 2 -> new byte[] {'a', 0, 0};
            case 3 -> new byte[] {'a', ' ', '\\', '\n', (byte) 0xff};
            case 4 -> everyByte();
            default -> pick.bytes(pick.perCent(50) ? most : pick.between(0, most));
        };
    }

    private static byte[] everyByte() {
        byte[] bytes = new byte[256];
        IntStream.range(0, 256).forEach(i -> bytes[i] = (byte) i);
        return bytes;
    }

    private String text(RandomType type) {
        boolean postgres = type.engine() == Engine.POSTGRESQL;
        return switch (type.family()) {
            case INTEGER -> RandomNumbers.integer(pick, type);
            case DECIMAL -> RandomNumbers.decimal(pick, type);
            case FLOAT -> RandomNumbers.floating(pick, type);
            case BOOLEAN -> pick.of("true", "false");
            case TEXT, CHAR -> RandomTexts.any(pick, !postgres);
            case DATE -> RandomMoments.date(pick, postgres);
            case TIME -> RandomMoments.time(pick, postgres);
            case MOMENT -> RandomMoments.moment(pick, type);
            case YEAR -> pick.of("0000", "1901", "2155", "2024", "1970");
            case BIT -> bits(type.size());
            case BITS -> bits(pick.between(0, type.size() < 0 ? 70 : type.size()));
            case ENUM -> pick.of(type.labels());
            case SET -> String.join(",", some(type.labels()));
            case JSON -> RandomJson.any(pick);
            case UUID ->
                pick.of(
                        "00000000-0000-0000-0000-000000000000",
                        "FFFFFFFF-ffff-4fff-8fff-ffffffffffff",
                        RandomNumbers.uuid(pick));
            case NATIVE -> RandomMoments.nativeOne(pick, type.sql());
            case BYTES -> throw new IllegalArgumentException("no text");
        };
    }

    private List<String> some(List<String> labels) {
        return labels.stream().filter(label -> pick.perCent(40)).toList();
    }

    private String bits(int count) {
        StringBuilder bits = new StringBuilder();
        int ones = pick.of(0, 50, 100);
        for (int i = 0; i < count; i++) {
            bits.append(pick.perCent(ones) ? '1' : '0');
        }
        return bits.toString();
    }
}
