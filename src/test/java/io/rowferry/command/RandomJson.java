package io.rowferry.command;

import java.util.List;

/** JSON that is easily changed on the way. */
final class RandomJson {
    private static final List<String> AWKWARD = List.of(
            "{\"b\" : 1.10, \"a\":[1, 2,{}],\"\": null}",
            "\"text\"",
            "\"\"",
            "null",
            "[]",
            "{}",
            "0",
            "-0",
            "-0.0",
            "1e400",
            "1E-400",
            "1e2",
            "100",
            "12345678901234567890.10",
            "9007199254740993",
            "18446744073709551616",
            "0.1000000000000000055511151231257827",
            "{\"a\":1,\"a\":2}",
            "{\"a\":1,\"A\":2}",
            "{\"e\":\"\\u00e9 \u00e9 \\\\ \\n \\/ \\ud83d\\udea2 \ud83d\udea2\"}",
            "[\"\\u0000\"]",
            "\"\\ud800\"",
            " [ true , false , null ] ",
            "[\"NULL\",\"\\\\N\",\"\\t\"]",
            "{\"k\":\"" + "x".repeat(900) + "\"}",
            "[[[[[[[[[[[[1]]]]]]]]]]]]");

    private RandomJson() {}

    static String any(RandomPick pick) {
        return pick.perCent(70)
                ? pick.of(AWKWARD)
                : "{\"n\": " + pick.number() + "." + pick.between(0, 99) + ", \"l\": ["
                        + pick.of(AWKWARD).trim() + "]}";
    }
}
