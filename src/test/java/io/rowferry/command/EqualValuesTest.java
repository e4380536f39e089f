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
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Every type that is carried, with the values that are easily lost on the way. */
@Beside
class EqualValuesTest {
    private static final int ROWS = 24;

    /** A column: its type on PostgreSQL and on MariaDB, and what PostgreSQL writes for the values of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Kind(String postgres, String mariaDb, String... literals) {}

    private static final List<Kind> KINDS = List.of(
            new Kind("smallint", "smallint", "-32768", "32767", "0", "null"),
            new Kind("integer", "int", "-2147483648", "2147483647", "null"),
            new Kind("bigint", "bigint", "-9223372036854775808", "9223372036854775807", "null", "0"),
            new Kind("bigint", "decimal(20,0)", "-9223372036854775808", "9223372036854775807", "null"),
            new Kind(
                    "decimal(38,10)",
                    "decimal(38,10)",
                    "9999999999999999999999999999.9999999999",
                    "-9999999999999999999999999999.9999999999",
                    "0.0000000001",
                    "-0.0000000001",
                    "0",
                    "19.9",
                    "null"),
            new Kind("decimal(5,2)", "decimal(7,2)", "19.90", "-0.01", "0.00", "null"),
            new Kind(
                    "real",
                    "float",
                    "'3.4028235e38'",
                    "'1.1754944e-38'",
                    "'-1.1'",
                    "'1.9999999'",
                    "'16777215'",
                    "'0.1'",
                    "'-0'",
                    "'1e-7'",
                    "null"),
            new Kind("real", "double", "'1.1'", "'-3.4028235e38'", "'0.33333334'", "null"),
            new Kind(
                    "double precision",
                    "double",
                    "'1.7976931348623157e308'",
                    "'-2.2250738585072014e-308'",
                    "'0.1'",
                    "'0.3333333333333333'",
                    "'1e23'",
                    "'123456789.12345679'",
                    "'9007199254740993'",
                    "'-0'",
                    "'1.0000000000000002'",
                    "null"),
            new Kind("boolean", "tinyint(1)", "true", "false", "null"),
            new Kind(
                    "text",
                    "longtext",
                    "''",
                    "' '",
                    "'a '",
                    "'A'",
                    "'NULL'",
                    "E'\\\\N'",
                    "E'\\\\.'",
                    "E'tab\\tline\\nreturn\\rback\\\\slash\\\\'",
                    "'''quoted'' \"twice\" `back` %s %% ${x} #{y} ?'",
                    "(select string_agg(chr(i), '') from generate_series(1, 127) i)",
                    "E'\\u00e4e\\u0301\\u4e2d\\u6587\\U0001F6A2\\U0001F469\\u200D\\U0001F467 \\uFFFF\\u0085\\u2028'",
                    "repeat('x', 700)",
                    "null"),
            new Kind("varchar(40)", "varchar(40)", "'a'", "'a '", "''", "repeat(U&'\\+01F6A2', 40)", "null"),
            new Kind("char(10)", "char(10)", "'a'", "''", "'  b'", "'0123456789'", "null"),
            new Kind(
                    "bytea",
                    "longblob",
                    "''",
                    "'\\x00'",
                    "(select string_agg(decode(lpad(to_hex(i), 2, '0'), 'hex'), '' order by i)"
                            + " from generate_series(0, 255) i)",
                    "'\\x5c4e0a09'",
                    "null"),
            new Kind("date", "date", "'0001-01-01'", "'9999-12-31'", "'1582-10-10'", "'2024-02-29'", "null"),
            new Kind("time", "time(6)", "'00:00'", "'23:59:59.999999'", "'24:00'", "'12:00:00.000001'", "null"),
            new Kind("time(0)", "time", "'00:00'", "'23:59:59'", "null"),
            new Kind(
                    "timestamp",
                    "datetime(6)",
                    "'0001-01-01 00:00'",
                    "'9999-12-31 23:59:59.999999'",
                    "'2026-03-29 02:30:00.000001'",
                    "'1582-10-10 10:10:10.1'",
                    "null"),
            new Kind("timestamp(0)", "datetime", "'2026-11-22 08:15:01'", "null"),
            new Kind(
                    "timestamptz",
                    "timestamp(6) null",
                    "'1970-01-01 00:00:01+00'",
                    "'2038-01-19 03:14:07.999999+00'",
                    "'2026-10-25 02:30:00.000001+02'",
                    "null"),
            new Kind(
                    "timestamptz",
                    "datetime(6)",
                    "'0001-01-01 00:00+00'",
                    "'9999-12-31 23:59:59.999999+00'",
                    "'2026-10-25 02:30:00.1+01'",
                    "null"),
            new Kind("uuid", "uuid", "'00000000-0000-0000-0000-000000000000'", "gen_random_uuid()", "null"),
            new Kind("uuid", "char(36)", "'FFFFFFFF-ffff-4fff-8fff-ffffffffffff'", "gen_random_uuid()", "null"),
            new Kind("uuid", "varchar(36)", "gen_random_uuid()", "null"),
            new Kind(
                    "json",
                    "json",
                    "'{\"b\" : 1.10, \"a\":[1, 2,{}],\"\": null}'",
                    "'\"text\"'",
                    "'12345678901234567890.10'",
                    "'null'",
                    "'[]'",
                    "'{\"e\":\"\\u00e9 é \\\\ \\n\"}'",
                    "null"),
            new Kind("jsonb", "json", "'{\"b\" : 1.10, \"a\":[true, 1e2]}'", "'\"\"'", "'0'", "null"));

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @ParameterizedTest
    @EachEngine
    void L18_everyTypeArrivesAsItWas(Engine engine) throws SQLException, IOException {
        TestDatabase source = Servers.postgres().freshDatabase();
        TestDatabase target = Servers.of(engine).freshDatabase();
        // MySQL keeps the trees, not the text; PlantedDifferencesTest compares those.
        List<Kind> kinds = KINDS.stream()
                .filter(kind -> engine != Engine.MYSQL || !kind.mariaDb().equals("json"))
                .toList();
        source.execute(table(kinds, Kind::postgres));
        target.execute(table(kinds, kind -> engine.type(kind.postgres(), kind.mariaDb())));
        for (int row = 0; row < ROWS; row++) {
            int number = row;
            source.execute("insert into every_type values (" + row + ", "
                    + kinds.stream()
                            .map(kind -> kind.literals()[number % kind.literals().length])
                            .collect(joining(", "))
                    + ")");
        }
        Scenario scenario = Scenario.between(folder, source, target, "every_type");

        assertThat(scenario.sync()).isEqualTo(synced(ROWS, 0));
        JdbcRows.assertEqual(source, target, "every_type", "id");
        assertThat(scenario.verify().exitCode()).isZero();
        assertThat(scenario.sync()).isEqualTo(synced(0, ROWS));

        TestDatabase back = Servers.postgres().freshDatabase();
        back.execute(table(kinds, Kind::postgres));
        CommandRun returned =
                Scenario.between(folder, target, back, wayBack(kinds, engine)).sync();
        assertThat(returned.exitCode()).as(returned.out()).isZero();
        for (int i = 0; i < kinds.size(); i++) {
            if (kinds.get(i).postgres().equals("real")) {
                source.execute("alter table every_type drop c" + i);
                back.execute("alter table every_type drop c" + i);
            }
        }
        JdbcRows.assertEqual(source, back, "every_type", "id");
    }

    /** A double is not narrowed, and a text is a uuid only if that is said. */
    private static String wayBack(List<Kind> kinds, Engine engine) {
        String reals = IntStream.range(0, kinds.size())
                .filter(i -> kinds.get(i).postgres().equals("real"))
                .mapToObj(i -> "c" + i)
                .collect(joining(", "));
        String uuids = IntStream.range(0, kinds.size())
                .filter(i -> kinds.get(i).postgres().equals("uuid"))
                .filter(i -> !engine.type("uuid", kinds.get(i).mariaDb()).equals("uuid"))
                .mapToObj(i -> "c" + i + ": uuid")
                .collect(joining(", "));
        return "{table: every_type, columns: {drop: [" + reals + "], cast: {" + uuids + "}}}";
    }

    private static String table(List<Kind> kinds, Function<Kind, String> type) {
        return "create table every_type (id bigint primary key, "
                + IntStream.range(0, kinds.size())
                        .mapToObj(i -> "c" + i + " " + type.apply(kinds.get(i)))
                        .collect(joining(", "))
                + ")";
    }

    private static CommandRun synced(int applied, int unchanged) {
        return new CommandRun(
                0,
                Scenario.syncJson(0, Scenario.tableJson("every_type", applied + unchanged, applied, unchanged, 0)),
                "");
    }
}
