package io.rowferry.command;

import static io.rowferry.command.BadInput.source;
import static io.rowferry.command.BadInput.target;
import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Jobs whose tables cannot be carried: everything that stands in the way is told at once, and nothing is touched. */
@SuppressWarnings("NullAway.Init")
class BadTablesTest {
    private static final String MEND =
            "Nothing was read or written. Correct FOLDER/job.yaml or the tables, then run it again.";
    private static final String BUS = "bus: {connection: '" + SharedBroker.connection() + "', queue: bad-tables}";

    private static final String MISFITS = """
            column n of misfit does not fit: decimal(9,3) has more digits after the point than decimal(9,2); \
            declare the loss by columns: {cast: {n: "decimal(9,2)"}}
            column t of misfit does not fit: timestamp(6,UTC) has more digits of a second than datetime(3); \
            declare the loss by columns: {cast: {t: "timestamp(3)"}}
            column f of misfit does not fit: float(64) is not carried into float without loss; drop: it, or change a side
            column b of misfit does not fit: boolean is not carried into date; drop: it, or change a side
            """;

    @TempDir
    Path folder;

    private static TestDatabase source;
    private static TestDatabase target;

    @BeforeAll
    static void createTables() throws SQLException {
        source = Servers.postgres().freshDatabase();
        target = Servers.mariaDb().freshDatabase();
        source.execute(
                "create table good (id int primary key, a text)",
                "create table narrow (id int primary key, a text, b text)",
                "create table keyless (id int, a text)",
                "create table odd (id int primary key, m money, i interval, n numeric, l int[])",
                "create table nullable (id int unique, a text)",
                "create table half (id int primary key, code text not null unique)",
                "create table misfit (id int primary key, n numeric(9,3), t timestamp(6), f double precision not null, b boolean, x text)",
                "create table ring_a (id int primary key, b int)",
                "create table ring_b (id int primary key, a int)",
                "create table hangs_on (id int primary key, a int)",
                "create table itself (id int primary key, parent int)");
        target.execute(
                "create table good (id int primary key, a text)",
                "create table narrow (id int primary key, a text, extra enum('a') not null, spare int not null default 0)",
                "create table keyless (id int, a text)",
                "create table odd (id int primary key, m int, i int, n int, l int)",
                "create table nullable (id int unique, a text)",
                "create table half (id int primary key, code varchar(9) not null, b varchar(99), unique (code, b(9)))",
                "create table misfit (id int primary key, n decimal(9,2), t datetime(3), f float, b date, x enum('a'))",
                "create table ring_a (id int primary key, b int)",
                "create table ring_b (id int primary key, a int, foreign key (a) references ring_a (id))",
                "alter table ring_a add foreign key (b) references ring_b (id)",
                "create table hangs_on (id int primary key, a int, foreign key (a) references ring_a (id))",
                "create table itself (id int primary key, parent int, foreign key (parent) references itself (id))");
    }

    @AfterEach
    void nothingWasWritten() throws SQLException {
        assertThat(target.query("show tables like 'rowferry%'")).isEmpty();
        assertThat(target.count("good")).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"full-sync", "verify"})
    void missingTablesAndColumns(String command) throws IOException {
        job(
                        command,
                        "{table: none}, {table: not.here}, {table: good, key: [ID], watermark: at, lane: z}, {table: narrow}")
                .fails(2, absent("none") + "\n" + absent("not.here") + "\n" + """
                                column ID of good is named by key: but is not in the source
                                column at of good is named by watermark: but is not in the source
                                column z of good is named by lane: but is not in the source
                                column b of narrow is not in the target; add it there, or drop: it
                                column extra of narrow is not carried, and the target takes no row without it; give it a default there""", MEND);
    }

    private static String absent(String table) {
        String at = "table " + table + " is not in 127.0.0.1:";
        String or = ", or its login may not see it; create it there or take it out of the job";
        return at + place(source) + or + "\n" + at + place(target) + or;
    }

    private static String place(TestDatabase database) {
        return database.jdbcUrl().replaceFirst(".*:", "");
    }

    @Test
    void keysThatIdentifyNoRow() throws IOException {
        job(
                        "full-sync",
                        "{table: keyless}, {table: nullable, key: [id]}, {table: half, key: [code]},"
                                + " {table: good, key: [a]}, {table: misfit, key: [f], watermark: x}")
                .fails(2, """
                        table keyless has no primary key; name columns that identify a row by key:
                        column id of nullable cannot be a key: it accepts NULL
                        table half has no unique key on (code) in the target; create one there, or name another key by key:
                        column a of good cannot be a key: it accepts NULL
                        table good has no unique key on (a) in the source; create one there, or name another key by key:
                        table good has no unique key on (a) in the target; create one there, or name another key by key:
                        """ + MISFITS + """
                        column f of misfit cannot be a key: values of double precision have no order that both sides share
                        table misfit has no unique key on (f) in the source; create one there, or name another key by key:
                        table misfit has no unique key on (f) in the target; create one there, or name another key by key:
                        column x of misfit cannot be a watermark: text has no order that both sides share""", MEND);
    }

    @Test
    void typesThatAreNotCarried() throws IOException {
        job("full-sync", "{table: odd}, {table: misfit}").fails(2, """
                        column i of odd does not fit: native(interval) is not carried into int(11); drop: it, or change a side
                        column n of odd does not fit: numeric is not carried into int(11); declare the loss by columns: {cast: {n: "decimal(20,0)"}}
                        column l of odd does not fit: native(integer[]) is not carried into int(11); drop: it, or change a side
                        column m of odd is of type money, which is not carried; drop: it
                        """ + MISFITS.strip(), MEND);
    }

    @Test
    void circlesOfForeignKeys() throws IOException {
        String way = ", which is not carried yet; take them out of the job, or the keys out of the target";
        job("full-sync", "{table: good}, {table: hangs_on}, {table: ring_a}, {table: ring_b}")
                .fails(2, "the foreign keys of the tables ring_a, ring_b form a circle" + way, MEND);
        job("full-sync", "{table: itself}")
                .fails(2, "a foreign key of table itself refers to the table itself" + way, MEND);
    }

    /** What stands in the way of other tables does not stand in the way of the one that was asked for. */
    @Test
    void onlyTheTablesAskedForCount() throws IOException {
        job("full-sync", "{table: good}, {table: none}").with("--table", "none").fails(2, absent("none"), MEND);
    }

    private BadInput job(String command, String tables) throws IOException {
        return BadInput.job(folder, command, source(source), target(target), BUS, "tables: [" + tables + "]");
    }
}
