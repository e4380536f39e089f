package io.rowferry.command;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Texts that are easily changed on the way. */
final class RandomTexts {
    private static final int PIECE = 50;

    private static final List<String> AWKWARD = List.of(
            "",
            " ",
            "  lead",
            "trail  ",
            "a",
            "A",
            "a ",
            "NULL",
            "null",
            "\\N",
            "\\.",
            "\\",
            "'",
            "\"",
            "`",
            "tab\tline\nreturn\rback\\slash",
            "\n",
            "\r\n",
            "%s %% ${x} #{y} ? :z $1 $$",
            "007",
            "1",
            "2",
            "0",
            "-0.0",
            "1e3",
            "true",
            "t",
            "2024",
            "2026-11-22",
            "2026-11-22 08:15:00.123456",
            "{\"a\": 1.10}",
            "[1,2]",
            "a,b",
            "6BA128B5-4693-40AA-BBDC-FC6693EE8AAD",
            "6ba128b5-4693-40aa-bbdc-fc6693ee8aad",
            "{6ba128b5469340aabbdcfc6693ee8aad}",
            "\u00e4\u00f6\u00fc\u00df",
            "e\u0301",
            "\u00e9",
            "\u0301",
            "\u4e2d\u6587",
            "\ud83d\udea2",
            "\ud83d\udc69\u200d\ud83d\udc67",
            "\uffff\u0085\u2028\ufeff",
            "\u0130\u0131\u017f",
            "\u00a0",
            "\u3000",
            "\t",
            "\u0001\u001f\u007f\u0080\u009f",
            "\u20ac\u201c");

    private static final List<String> LABELS = List.of(
            "a",
            "A",
            "b",
            "new",
            "New order",
            " lead",
            "2",
            "1",
            "0",
            "10",
            "",
            "NULL",
            "it's",
            "a,b",
            "\u00e4",
            "\u4e2d",
            "\\x",
            "\"q\"",
            "true");

    private RandomTexts() {}

    /** @param nul whether the engine takes NUL characters */
    static String any(RandomPick pick, boolean nul) {
        return switch (pick.between(0, 19)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> pick.of(AWKWARD);
            case 10 -> pick.of(AWKWARD) + pick.of(AWKWARD);
            case 11 -> nul ? pick.of("\u0000", "a\u0000b", "a\u0000", "\u0000\u0000 ") : "";
            case 12 -> everyCharacter(nul);
            case 13 -> pick.of("x", " ", "\ud83d\udea2").repeat(pick.between(1, 400));
            default -> letters(pick, pick.between(1, 60));
        };
    }

    /** Too long for an index, a page or a text of the smaller kinds, or just not. */
    static String longOne(RandomPick pick) {
        int length = longLength(pick);
        return letters(pick, PIECE).repeat(length / PIECE) + "x".repeat(length % PIECE);
    }

    /** Where lengths begin to be counted with one byte more, and beyond. */
    static int longLength(RandomPick pick) {
        return pick.of(255, 256, 257, 65_535, 65_536, 65_537, 100_000);
    }

    /** Names for an enum or a set, in any order. */
    static List<String> labels(RandomPick pick) {
        List<String> labels = new ArrayList<>(LABELS);
        for (int i = labels.size() - 1; i > 0; i--) {
            Collections.swap(labels, i, pick.between(0, i));
        }
        return List.copyOf(labels.subList(0, pick.between(1, 8)));
    }

    private static String letters(RandomPick pick, int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.appendCodePoint(pick.perCent(90) ? pick.between(' ', '~') : pick.between(0xa0, 0x24f));
        }
        return text.toString();
    }

    private static String everyCharacter(boolean nul) {
        StringBuilder text = new StringBuilder();
        for (char c = (char) (nul ? 0 : 1); c < 256; c++) {
            text.append(c);
        }
        return text.toString();
    }
}
