package io.rowferry.command;

import io.rowferry.servers.Engine;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** Days and times at the ends of their ranges, and what only one engine has. */
final class RandomMoments {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");

    private RandomMoments() {}

    static String date(RandomPick pick, boolean postgres) {
        if (pick.perCent(60)) {
            return some(pick).substring(0, 10);
        }
        return postgres
                ? pick.of(
                        "infinity",
                        "-infinity",
                        "0044-03-15 BC",
                        "5874897-12-31",
                        "0001-01-01",
                        "9999-12-31",
                        "1582-10-10")
                : pick.of(
                        "0000-00-00",
                        "2026-00-10",
                        "2026-11-00",
                        "0001-01-01",
                        "9999-12-31",
                        "1582-10-10",
                        "0000-01-01");
    }

    static String time(RandomPick pick, boolean postgres) {
        if (pick.perCent(60)) {
            return some(pick).substring(11);
        }
        return postgres
                ? pick.of("24:00:00", "23:59:59.999999", "00:00", "12:00:00.000001")
                : pick.of("838:59:59", "-838:59:59", "-00:00:00.000001", "24:00:00", "100:30:00.5", "23:59:59.999999");
    }

    static String moment(RandomPick pick, RandomType type) {
        if (pick.perCent(60)) {
            return some(pick);
        }
        String zone = type.sql().startsWith("timestamptz") ? "+00" : "";
        if (type.engine() == Engine.POSTGRESQL) {
            return pick.of(
                            "infinity",
                            "-infinity",
                            type.scale() == 6 ? "294276-12-31 23:59:59.999999@" : "294276-12-31 00:00:00@",
                            "4713-01-01 00:00:00@ BC",
                            "0044-03-15 12:00:00@ BC",
                            "0001-01-01 00:00:00@",
                            "9999-12-31 23:59:59.999999@",
                            "10000-01-01 00:00:00@",
                            "1582-10-10 10:10:10.1@",
                            "2026-03-29 02:30:00.000001@")
                    .replace("@", zone);
        }
        return type.sql().startsWith("timestamp")
                ? pick.of("1970-01-01 00:00:01", "2038-01-19 03:14:07.999999", "0000-00-00 00:00:00")
                : pick.of(
                        "0000-00-00 00:00:00",
                        "2026-00-10 00:00:00",
                        "0001-01-01 00:00:00",
                        "9999-12-31 23:59:59.999999",
                        "1582-10-10 10:10:10.1",
                        "2026-03-29 02:30:00.000001");
    }

    /** A microsecond of the years that every type has. */
    private static String some(RandomPick pick) {
        Instant second = Instant.ofEpochSecond(pick.between(1, Integer.MAX_VALUE));
        long micros = pick.perCent(30) ? 0 : pick.between(0, 999_999);
        return LocalDateTime.ofInstant(second.plusNanos(micros * 1_000), ZoneOffset.UTC)
                .format(MOMENT);
    }

    static String nativeOne(RandomPick pick, String type) {
        return switch (type) {
            case "inet" -> pick.of("10.0.0.1", "::1", "10.0.0.1/8", "fe80::1/64");
            case "cidr" -> pick.of("10.0.0.0/8", "2001:db8::/32");
            case "macaddr" -> pick.of("08:00:2b:01:02:03", "ff:ff:ff:ff:ff:ff");
            case "interval" ->
                pick.of(
                        "1 mon",
                        "-1 day +02:03:04.5",
                        "1000000 hours",
                        "0",
                        "infinity",
                        "1 year -1 day",
                        "30:00:00.000001");
            case "timetz" -> pick.of("24:00:00-15:59", "12:00:00.000001+05:30", "00:00:00+00");
            case "integer[]" -> pick.of("{}", "{1,NULL,2}", "{{1,2},{3,4}}", "[0:1]={1,2}");
            case "text[]" -> pick.of("{}", "{\"a,b\",\"\\\"q\\\"\",NULL,\"NULL\",\"\"}", "{\\\\N,\" \"}", "{\u4e2d}");
            case "point" -> pick.of("(1,2)", "(0.1,-1e300)");
            case "int4range" -> pick.of("empty", "[1,5)", "(,)");
            case "money" -> pick.of("1.10", "-92233720368547758.08");
            default -> throw new IllegalArgumentException(type);
        };
    }
}
