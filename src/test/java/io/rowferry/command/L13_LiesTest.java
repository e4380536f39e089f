package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every pair of values that some comparison calls equal though they differ, or different though they mean the same. */
@Beside
class L13_LiesTest {
    private static final Pattern VERDICT = Pattern.compile("\"table\":\"([a-z_0-9]+)\",[^}]*?\"verdict\":\"([a-z]+)\"");

    /**
     * Two values of a table's columns a and b.
     *
     * @param postgres the types of both, and {@code mariaDb} the same
     * @param one literals of both, and {@code other} those of the other side
     */
    private record Lie(String table, String postgres, String mariaDb, String one, String other, boolean equal) {
        String create(Engine engine) {
            String[] types = (engine == Engine.POSTGRESQL ? postgres : mariaDb).split("; ", -1);
            return "create table " + table + " (id int primary key, a " + types[0] + ", b " + types[types.length - 1]
                    + ")";
        }

        String insert(Engine engine, String values) {
            // MariaDB's texts of moments name no zone.
            String literals = engine == Engine.POSTGRESQL ? values : values.replace("+00:00", "");
            return "insert into " + table + " values (1, " + literals + ")";
        }
    }

    private static final String TEXT = "varchar(20)";
    private static final String STAMP = "timestamp(6)";

    private static final List<Lie> LIES = List.of(
            new Lie("null_or_empty", TEXT, TEXT, "null, ''", "'', ''", false),
            new Lie("trailing_space", TEXT, TEXT, "'a', 'b'", "'a ', 'b'", false),
            new Lie("letter_case", TEXT, TEXT, "'a', 'b'", "'A', 'b'", false),
            new Lie("accent", TEXT, TEXT, "'e', 'b'", "'\u00e9', 'b'", false),
            new Lie("border", TEXT, TEXT, "'x|y', 'z'", "'x', 'y|z'", false),
            new Lie("border_of_lengths", TEXT, TEXT, "'1:x', 'z'", "'1', ':xz'", false),
            new Lie("border_of_commas", TEXT, TEXT, "'x,y', 'z'", "'x', 'y,z'", false),
            new Lie("null_moved", TEXT, TEXT, "null, 'a'", "'a', null", false),
            new Lie("border_of_both", TEXT, TEXT, "'x,1,y', null", "'x', 'y'", false),
            new Lie("null_number", "int; " + TEXT, "int; " + TEXT, "null, '5'", "5, null", false),
            new Lie("null_word", TEXT, TEXT, "'<null>', 'N'", "null, 'N'", false),
            new Lie("null_letter", TEXT, TEXT, "null, null", "'N', 'N'", false),
            new Lie(
                    "sub_second",
                    STAMP,
                    "datetime(6)",
                    "'2026-01-01 00:00:00.000001', null",
                    "'2026-01-01', null",
                    false),
            new Lie(
                    "dst_hour",
                    "timestamptz",
                    "timestamp(6) null",
                    "'2026-10-25 00:30:00+00:00', null",
                    "'2026-10-25 01:30:00+00:00', null",
                    false),
            new Lie("decimal_scale", "decimal(12,2)", "decimal(12,2)", "19.9, 0", "19.90, -0.00", true),
            new Lie("decimal_digit", "decimal(30,10)", "decimal(30,10)", "1.0000000001, 0", "1.0000000002, 0", false),
            new Lie("big_number", "bigint", "bigint", "9007199254740993, 0", "9007199254740992, 0", false),
            new Lie("emoji", TEXT, TEXT, "'\ud83d\udea2', ''", "'?', ''", false),
            new Lie("negative_zero", "double precision", "double", "0e0, 1", "'-0', 1", true),
            new Lie("large_float", "double precision", "double", "1e15, 1e-5", "1000000000000000, 0.00001", true),
            new Lie("last_bit", "double precision", "double", "0.1, 1e16", "0.10000000000000002, 1e16", false),
            new Lie(
                    "json_order",
                    "jsonb; text",
                    "json; text",
                    "'{\"a\": 1.10, \"b\": [1]}', ''",
                    "'{\"b\":[1],\"a\":1.1}', ''",
                    true),
            new Lie("json_null", "jsonb; text", "json; text", "'{\"a\": null}', ''", "'{}', ''", false),
            new Lie("json_string", "jsonb; text", "json; text", "'{\"a\": 1}', ''", "'{\"a\": \"1\"}', ''", false));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @CsvSource({"POSTGRESQL,POSTGRESQL", "POSTGRESQL,MARIADB", "MARIADB,POSTGRESQL", "MARIADB,MARIADB"})
    void L13_noneOfThemIsBelieved(Engine from, Engine to) throws SQLException, IOException {
        TestDatabase source = Servers.of(from).freshDatabase();
        TestDatabase target = Servers.of(to).freshDatabase();
        Map<String, String> expected = new TreeMap<>();
        List<String> tables = new ArrayList<>();
        for (Lie lie : LIES) {
            source.execute(lie.create(from), lie.insert(from, lie.one()));
            target.execute(lie.create(to), lie.insert(to, lie.other()));
            expected.put(lie.table(), lie.equal() ? "equal" : "different");
            tables.add(lie.table());
        }
        if (to == Engine.MARIADB) {
            // What fits into no three bytes cannot be there; what came of it must not pass for it.
            target.execute("alter table emoji convert to character set utf8mb3");
            target.execute("create table flag (id int primary key, a tinyint)", "insert into flag values (1, 2)");
            source.execute(
                    "create table flag (id int primary key, a " + (from == Engine.POSTGRESQL ? "boolean" : "tinyint(1)")
                            + ")",
                    "insert into flag values (1, true)");
            expected.put("flag", "different");
            tables.add("flag");
        }

        CommandRun found = Scenario.between(folder, source, target, tables.toArray(String[]::new))
                .verify();

        Map<String, String> verdicts = new TreeMap<>();
        VERDICT.matcher(found.out()).results().forEach(match -> verdicts.put(match.group(1), match.group(2)));
        assertThat(verdicts).as(found.err()).isEqualTo(expected);
        assertThat(found.exitCode()).isEqualTo(3);
    }

    @ParameterizedTest
    @CsvSource({"POSTGRESQL,MARIADB", "MARIADB,POSTGRESQL"})
    void L13_twoHundredColumnsAreComparedToTheLast(Engine from, Engine to) throws SQLException, IOException {
        String columns = IntStream.rangeClosed(1, 200)
                .mapToObj(i -> "c" + i + (i % 2 == 0 ? " int" : " varchar(2)"))
                .collect(Collectors.joining(", "));
        TestDatabase source = Servers.of(from).freshDatabase();
        TestDatabase target = Servers.of(to).freshDatabase();
        for (TestDatabase each : List.of(source, target)) {
            each.execute(
                    "create table wide (id int primary key, " + columns + ")",
                    "insert into wide (id, c1, c199, c200) values (1, 'a', 'b', 1), (2, 'a', 'b', 2)");
        }
        Scenario scenario = Scenario.between(folder, source, target, "wide");
        assertThat(scenario.verify().exitCode()).isZero();

        target.execute("update wide set c200 = 3 where id = 2");

        assertThat(scenario.verify().out()).contains("\"changed\":1", "\"comparedBy\":\"rows\"");
    }
}
