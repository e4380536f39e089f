package io.rowferry.command;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value is still the same in another column. Texts are as {@link RandomRows} reads them. What the source's type
 * calls equal is equal: 1.10 is 1.1 as a number, and another text.
 */
final class RandomSame {
    private RandomSame() {}

    static boolean value(RandomType from, @Nullable String a, RandomType to, @Nullable String b) {
        if (a == null || b == null) {
            return Objects.equals(a, b);
        }
        return switch (from.family()) {
            case INTEGER, DECIMAL, YEAR, BOOLEAN -> number(a, to, b);
            case FLOAT -> to.family() == RandomFamily.FLOAT ? floating(from, a, to, b) : decimal(a, to, b);
            case BIT -> to.family() == RandomFamily.BIT ? bits(a).equals(bits(b)) : number(bits(a), to, b);
            // A set tells its members in an order of its own.
            case TEXT, CHAR -> to.family() == RandomFamily.SET ? members(a).equals(members(b)) : a.equals(b);
            case ENUM, BITS, NATIVE -> a.equals(b);
            case SET -> members(a).equals(members(b));
            case BYTES -> a.equals(to.family() == RandomFamily.UUID ? b.replace("-", "") : b);
            case DATE -> to.family() == RandomFamily.MOMENT ? midnight(a).equals(whole(b)) : a.equals(b);
            case TIME -> whole(a).equals(whole(b));
            case MOMENT -> to.family() == RandomFamily.DATE ? whole(a).equals(midnight(b)) : whole(a).equals(whole(b));
            case JSON -> Objects.equals(RandomTree.of(a), RandomTree.of(b));
            case UUID -> a.equals(to.family() == RandomFamily.BYTES ? dashed(b) : b.toLowerCase(Locale.ROOT));
        };
    }

    /** What tells a row from others: the same on both sides, of which the column's type is {@code one} and {@code other}. */
    static String key(RandomType one, RandomType other, String text) {
        if (one.family() == RandomFamily.UUID || other.family() == RandomFamily.UUID) {
            return text.replace("-", "").toLowerCase(Locale.ROOT);
        }
        BigDecimal number = isNumber(one) ? exact(text) : null;
        return number == null ? text : number.stripTrailingZeros().toPlainString();
    }

    private static boolean isNumber(RandomType type) {
        return type.family() == RandomFamily.INTEGER || type.family() == RandomFamily.DECIMAL;
    }

    private static boolean number(String a, RandomType to, String b) {
        if (to.family() == RandomFamily.FLOAT) {
            return decimal(b, to, a);
        }
        if (to.family() == RandomFamily.ENUM || to.family() == RandomFamily.SET) {
            return a.equals(b);
        }
        return decimal(a, to, b);
    }

    private static boolean decimal(String a, RandomType to, String b) {
        BigDecimal one = exact(a);
        BigDecimal other = exact(to.family() == RandomFamily.BIT ? bits(b) : b);
        return (one == null || other == null) ? a.equals(b) : one.compareTo(other) == 0;
    }

    private static @Nullable BigDecimal exact(String text) {
        try {
            return new BigDecimal(text);
        } catch (NumberFormatException notFinite) {
            return null;
        }
    }

    /** Zero has one sign, and NaN is NaN. */
    private static boolean floating(RandomType from, String a, RandomType to, String b) {
        if (from.size() == 32 || to.size() == 32) {
            return Float.compare(Float.parseFloat(a) + 0f, Float.parseFloat(b) + 0f) == 0;
        }
        return Double.compare(Double.parseDouble(a) + 0d, Double.parseDouble(b) + 0d) == 0;
    }

    private static String bits(String bits) {
        return new BigInteger(bits, 2).toString();
    }

    private static List<String> members(String set) {
        String plain = set.startsWith("{") && set.endsWith("}") ? set.substring(1, set.length() - 1) : set;
        return Arrays.stream(plain.split(",", -1)).sorted().toList();
    }

    /** Without the zeros at the end of a fraction of a second. */
    private static String whole(String moment) {
        String era = moment.endsWith(" BC") ? " BC" : "";
        String plain = moment.substring(0, moment.length() - era.length());
        return (plain.contains(".") ? plain.replaceFirst("\\.?0+$", "") : plain) + era;
    }

    private static String midnight(String date) {
        return date.contains("inf") ? date : date.replaceFirst("( BC)?$", " 00:00:00$1");
    }

    private static String dashed(String hex) {
        return hex.length() == 32 ? hex.replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5") : hex;
    }
}
