package io.rowferry.command;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Each table differs in one thing, behind the program's back; verify must see it, and mend it. */
@Beside
class PlantedDifferencesTest {
    private static final Pattern VERDICT =
            Pattern.compile("\"table\":\"([a-z_0-9]+)\",[^}]*?\"verdict\":\"([a-z]+)\",\"comparedBy\":\"([a-z]+)\"");

    /**
     * A table of an id, a and b, and what happens to it on the target.
     *
     * @param type of a on PostgreSQL, and {@code mariaDb} of a on MariaDB; b is a text
     * @param rows of the source
     * @param plant an SQL statement for the target; {@code @} stands for the table
     */
    private record Plant(String table, String type, String mariaDb, String rows, String plant, String verdict) {}

    private static Plant plant(String table, String type, String mariaDb, String a, String changed) {
        return new Plant(
                table,
                type,
                mariaDb,
                "(1, " + a + ", 'b'), (2, " + a + ", 'b'), (3, null, null)",
                "update @ set a = " + changed + " where id = 2",
                "different rows");
    }

    private static Plant text(String table, String a, String changed) {
        return plant(table, "varchar(20)", "varchar(20)", a, changed);
    }

    private static final List<Plant> PLANTS = List.of(
            text("trailing_blank", "'abc'", "'abc '"),
            text("blank_or_empty", "''", "' '"),
            text("empty_or_null", "''", "null"),
            text("null_or_empty", "null", "''"),
            text("null_or_its_name", "'N'", "null"),
            text("letter_case", "'Abc'", "'ABC'"),
            text("accent", "'e'", "'\u00e9'"),
            text("composed", "'\u00e9'", "'e\u0301'"),
            text("line_end", "'a' || chr(10) || 'b'", "'a b'"),
            plant("one_more", "bigint", "bigint", "9223372036854775806", "9223372036854775807"),
            plant("one_cent", "decimal(12,2)", "decimal(12,2)", "19.90", "a - 0.01"),
            plant("sign", "decimal(12,2)", "decimal(12,2)", "0.01", "-0.01"),
            plant("microsecond", "timestamp", "datetime(6)", "'2026-11-22 08:15:00'", "'2026-11-22 08:15:00.000001'"),
            plant(
                    "instant",
                    "timestamptz",
                    "timestamp(6) null",
                    "'2026-11-22 08:15:00.5+00'",
                    "'2026-11-22 08:15:00.499999'"),
            plant("time_of_day", "time", "time(6)", "'08:15:00'", "'08:15:00.000001'"),
            plant("day", "date", "date", "'2024-02-29'", "'2024-03-01'"),
            plant("flag", "boolean", "tinyint(1)", "true", "false"),
            plant(
                    "identity",
                    "uuid",
                    "uuid",
                    "'6ba128b5-4693-40aa-bbdc-fc6693ee8aad'",
                    "'6ba128b5-4693-40aa-bbdc-fc6693ee8aac'"),
            plant("last_digit", "double precision", "double", "0.1", "0.10000000000000002"),
            plant("last_bit", "real", "float", "'1.9999999'", "'1.9999998'"),
            plant("json_number", "json", "json", "'{\"x\": [1.1]}'", "'{\"x\": [1.2]}'"),
            plant("json_digits", "json", "json", "'[12345678901234567890.1]'", "'[12345678901234567890.2]'"),
            plant("json_case", "jsonb", "json", "'{\"x\": \"a\"}'", "'{\"x\": \"A\"}'"),
            plant("json_type", "jsonb", "json", "'{\"x\": \"1\"}'", "'{\"x\": 1}'"),
            plant("json_null", "jsonb", "json", "'null'", "null"),
            new Plant(
                    "json_spelling",
                    "jsonb",
                    "json",
                    "(1, '{\"x\": 1.10, \"y\": [null]}', 'b')",
                    "update @ set a = '{\"y\" : [ null ], \"x\": 1.1}'",
                    "equal checksum"),
            new Plant(
                    "column_border",
                    "varchar(9)",
                    "varchar(9)",
                    "(1, 'ab', 'c')",
                    "update @ set a = 'a', b = 'bc'",
                    "different rows"),
            new Plant(
                    "null_border",
                    "varchar(9)",
                    "varchar(9)",
                    "(1, 'a', null)",
                    "update @ set a = null, b = 'a'",
                    "different rows"),
            new Plant(
                    "two_rows",
                    "varchar(9)",
                    "varchar(9)",
                    "(1, 'x', 'b'), (2, 'y', 'b')",
                    "update @ set a = case id when 1 then 'y' else 'x' end",
                    "different rows"),
            new Plant(
                    "other_key",
                    "varchar(9)",
                    "varchar(9)",
                    "(1, 'x', 'b'), (2, 'x', 'b')",
                    "update @ set id = 3 where id = 2",
                    "different rows"),
            new Plant(
                    "missing",
                    "int",
                    "int",
                    "(1, 1, 'b'), (2, 2, 'b')",
                    "delete from @ where id = 2",
                    "different rows"),
            new Plant("extra", "int", "int", "(1, 1, 'b')", "insert into @ values (2, 1, 'b')", "different rows"),
            new Plant("untouched", "int", "int", "(1, 1, 'b')", "update @ set a = a", "equal checksum"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @EachEngine
    void L13_verifyFindsWhatDiffersAndNothingElse(Engine engine) throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        // In MySQL's JSON a number that is no integer of 64 bits is a double.
        List<Plant> plants = PLANTS.stream()
                .filter(plant -> engine != Engine.MYSQL || !plant.table().equals("json_digits"))
                .toList();
        List<String> tables = new ArrayList<>(List.of("bytes"));
        source.execute("create table bytes (id int primary key, a bytea)", "insert into bytes values (1, '\\x00ff5c')");
        target.execute(
                "create table bytes (id int primary key, a " + (engine == Engine.POSTGRESQL ? "bytea)" : "blob)"));
        for (Plant plant : plants) {
            tables.add(plant.table());
            source.execute(
                    create(plant.table(), plant.type()), "insert into " + plant.table() + " values " + plant.rows());
            target.execute(create(plant.table(), engine.type(plant.type(), plant.mariaDb())));
        }
        Scenario scenario = Scenario.between(folder, source, target, tables.toArray(String[]::new));
        assertThat(scenario.sync().exitCode()).isZero();
        assertThat(scenario.verify().exitCode()).isZero();

        target.execute("update bytes set a = " + (engine == Engine.POSTGRESQL ? "'\\x00fe5c'" : "x'00fe5c'"));
        for (Plant plant : plants) {
            target.execute(plant.plant().replace("@", plant.table()));
        }

        CommandRun found = scenario.verify();
        assertThat(found.err()).isEmpty();
        assertThat(verdicts(found)).isEqualTo("bytes different rows\n" + expected(plants));
        assertThat(found.exitCode()).isEqualTo(3);

        CommandRun mended = scenario.run("verify", "--repair", "--delete-extra", "--output", "json", "-q");
        assertThat(mended.exitCode()).as(mended.out() + mended.err()).isZero();
        assertThat(verdicts(scenario.verify())).doesNotContain("different");
    }

    private static String create(String table, String type) {
        return "create table " + table + " (id int primary key, a " + type + ", b varchar(9))";
    }

    private static String expected(List<Plant> plants) {
        return plants.stream()
                .map(plant -> plant.table() + " " + plant.verdict() + "\n")
                .collect(joining());
    }

    private static String verdicts(CommandRun verify) {
        return VERDICT.matcher(verify.out())
                .results()
                .map(match -> match.group(1) + " " + match.group(2) + " " + match.group(3) + "\n")
                .collect(joining());
    }
}
