package io.rowferry.command;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Names that SQL, a job file or the program itself might trip over. None comes twice, not in another case either. */
final class RandomNames {
    private static final List<String> AWKWARD = List.of(
            "select",
            "Order",
            "Mixed Case",
            " lead",
            "it's",
            "a\"b",
            "a`b",
            "\u00fcn\u00ef",
            "\u4e2d\u6587",
            "%s ?",
            "a.b",
            "a,b",
            "x\\y",
            "[z]",
            "{w}",
            "#h",
            "@at",
            ":p",
            "-",
            "null",
            "user",
            "group",
            "key",
            "index",
            "values",
            "rank",
            "n",
            "t",
            "s",
            "c0",
            "c1",
            "new",
            "old",
            "excluded",
            "number",
            "row_number",
            "rowferry",
            "version",
            "id",
            "ID2");

    private final RandomPick pick;
    private final Set<String> used = new HashSet<>();

    RandomNames(RandomPick pick) {
        this.pick = pick;
    }

    String next() {
        String name = pick.perCent(40) ? pick.of(AWKWARD) : "c" + used.size();
        while (!used.add(name.toLowerCase(Locale.ROOT))) {
            name = name + "_" + used.size();
        }
        return name;
    }

    /** A table's name holds no blank and no dot; the number tells it from those of other seeds. */
    static String table(RandomPick pick, int number) {
        String name = pick.perCent(70)
                ? "t"
                : pick.of("Order", "it's", "a\"b", "a`b", "\u00fcn\u00ef", "\u4e2d", "%s?", "x\\y");
        return name + "_" + number;
    }
}
