package io.rowferry.command;

import io.rowferry.servers.Engine;
import java.math.BigInteger;
import java.util.UUID;

/** Numbers at the ends of their ranges and anywhere between. */
final class RandomNumbers {
    private RandomNumbers() {}

    static String integer(RandomPick pick, RandomType type) {
        BigInteger span = BigInteger.ONE.shiftLeft(type.size());
        BigInteger least =
                type.isUnsigned() ? BigInteger.ZERO : span.shiftRight(1).negate();
        BigInteger most = least.add(span).subtract(BigInteger.ONE);
        return switch (pick.between(0, 9)) {
            case 0 -> least.toString();
            case 1 -> most.toString();
            case 2, 3, 4, 5 -> type.isUnsigned() ? pick.of("0", "1", "2") : pick.of("0", "1", "2", "-1");
            case 6 -> pick.of("10", "100", "127");
            default -> least.add(new BigInteger(1, pick.bytes(9)).mod(span)).toString();
        };
    }

    static String decimal(RandomPick pick, RandomType type) {
        if (type.size() < 0) {
            return pick.of(
                    "NaN",
                    "Infinity",
                    "-Infinity",
                    "0",
                    "1.10",
                    "1.1000000",
                    "-0.000",
                    "1e400",
                    "1e-300",
                    "12345678901234567890123456789012345678901234567890.1234567890",
                    digits(pick, pick.between(1, 20)) + "." + digits(pick, pick.between(1, 30)));
        }
        String whole = type.size() == type.scale() ? "0" : digits(pick, pick.between(1, type.size() - type.scale()));
        String sign = pick.perCent(30) ? "-" : "";
        return switch (pick.between(0, 6)) {
            case 0 -> pick.of("0", "-0.00", "1", "0.5");
            case 1 -> "0." + "0".repeat(Math.max(0, type.scale() - 1)) + "1";
            case 2 -> sign + "9".repeat(type.size() - type.scale()) + "." + "9".repeat(type.scale());
            case 3 -> type.engine() == Engine.POSTGRESQL ? "NaN" : "0";
            default -> sign + whole + "." + digits(pick, Math.max(1, type.scale()));
        };
    }

    private static String digits(RandomPick pick, int count) {
        StringBuilder digits = new StringBuilder();
        for (int i = 0; i < count; i++) {
            digits.append(pick.between(0, 9));
        }
        return digits.toString();
    }

    static String floating(RandomPick pick, RandomType type) {
        boolean single = type.size() == 32;
        if (type.engine() == Engine.POSTGRESQL && pick.perCent(15)) {
            return pick.of("NaN", "Infinity", "-Infinity");
        }
        return switch (pick.between(0, 5)) {
            case 0 -> pick.of("0", "-0.0", "1", "-1.1", "0.1", "1e23", "16777216", "16777217", "9007199254740993");
            case 1 -> single ? "3.4028235e38" : "1.7976931348623157e308";
            case 2 -> single ? pick.of("1e-45", "1.1754944e-38") : pick.of("4.9e-324", "-2.2250738585072014e-308");
            case 3 -> pick.of("1.9999999", "0.3333333333333333", "123456789.12345679", "1e15", "1e-5");
            default ->
                single
                        ? Float.toString((float) (pick.fraction() * Math.pow(10, pick.between(-30, 30))))
                        : Double.toString(pick.fraction() * Math.pow(10, pick.between(-300, 300)));
        };
    }

    static String uuid(RandomPick pick) {
        return new UUID(pick.number(), pick.number()).toString();
    }
}
