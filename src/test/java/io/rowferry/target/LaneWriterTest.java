package io.rowferry.target;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.rowferry.ExitCode;
import io.rowferry.Failure;
import io.rowferry.database.Database;
import io.rowferry.database.Login;
import io.rowferry.ledger.LedgerSchema;
import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.TestDatabase;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Reason;
import io.rowferry.table.Rejection;
import io.rowferry.table.RowCounts;
import io.rowferry.table.Rows;
import io.rowferry.table.TableName;
import io.rowferry.target.ColumnLanding.Landed;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The guard, the ledger and the isolation of bad rows, on each engine. */
class LaneWriterTest {
    private static final int LANE = 3;
    private static final TableName PRICES = new TableName(null, "prices");
    private static final Column STAMP = new Column("updated_at", ColumnType.temporal(Kind.INSTANT, 6), true);

    private final List<AutoCloseable> open = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    @ParameterizedTest
    @EachEngine
    void L4_aRowWithAnOlderVersionNeverOverwritesANewerOne(Engine engine) throws Exception {
        Target target = target(engine, "updated_at");
        target.apply(1, 1, row("1", "10.00", "2026-01-02 00:00:00.000000"));

        RowCounts counts = target.apply(1, 2, row("1", "9.00", "2026-01-01 23:59:59.999999"));

        assertThat(counts).isEqualTo(new RowCounts(0, 0, 1, 0, 0, 0));
        assertThat(target.prices()).containsExactly("1:10.00");
    }

    @ParameterizedTest
    @EachEngine
    void L4_anEqualVersionWithOtherContentIsWrittenInOrderOnly(Engine engine) throws Exception {
        Target target = target(engine, "updated_at");
        String second = "2026-01-02 00:00:00.000000";
        target.apply(1, 5, row("1", "10.00", second));

        assertThat(target.apply(1, 6, row("1", "11.00", second))).isEqualTo(new RowCounts(1, 0, 0, 0, 0, 0));
        assertThat(target.apply(1, 4, row("1", "12.00", second))).isEqualTo(new RowCounts(0, 0, 1, 0, 0, 0));
        assertThat(target.prices()).containsExactly("1:11.00");
    }

    @ParameterizedTest
    @EachEngine
    void L4_nullIsTheLowestVersion(Engine engine) throws Exception {
        Target target = target(engine, "updated_at");
        target.apply(1, 1, row("1", "1.00", null), row("2", "1.00", "2026-01-01 00:00:00.000000"));

        RowCounts counts = target.apply(1, 2, row("1", "2.00", "2026-01-01 00:00:00.000000"), row("2", "2.00", null));

        assertThat(counts).isEqualTo(new RowCounts(1, 0, 1, 0, 0, 0));
        assertThat(target.prices()).containsExactly("1:2.00", "2:1.00");
    }

    @ParameterizedTest
    @EachEngine
    void L4_withoutAVersionTheOrderAloneDecides(Engine engine) throws Exception {
        Target target = target(engine, null);
        target.apply(2, 1, row("1", "10.00", null));

        assertThat(target.apply(1, 9, row("1", "9.00", null), row("2", "2.00", null)))
                .as("a late batch writes only what is absent")
                .isEqualTo(new RowCounts(1, 0, 1, 0, 0, 0));
        assertThat(target.apply(2, 2, row("1", "11.00", null), row("2", "2.00", null)))
                .isEqualTo(new RowCounts(1, 1, 0, 0, 0, 0));
        assertThat(target.prices()).containsExactly("1:11.00", "2:2.00");
    }

    @ParameterizedTest
    @EachEngine
    void L6_aBatchThatIsDeliveredAgainTouchesNoRows(Engine engine) throws Exception {
        Target target = target(engine, null);
        target.apply(1, 1, row("1", "10.00", null));
        target.database.execute("UPDATE prices SET price = 99 WHERE id = 1");

        Outcome again = target.outcome(1, 1, row("1", "10.00", null));

        assertThat(again.fresh()).isFalse();
        assertThat(target.prices()).containsExactly("1:99.00");
    }

    @ParameterizedTest
    @EachEngine
    void L7_theSameIdWithOtherContentIsAnAlarm(Engine engine) throws Exception {
        Target target = target(engine, null);
        target.apply(1, 1, row("1", "10.00", null));

        RowsToWrite forged = target.batch(1, 1, "other content", row("1", "66.00", null));

        assertThatThrownBy(() -> target.writer.apply(LANE, List.of(forged)))
                .isInstanceOfSatisfying(
                        Failure.class, f -> assertThat(f.exitCode()).isEqualTo(ExitCode.REFUSED));
        assertThat(target.prices()).containsExactly("1:10.00");
    }

    @ParameterizedTest
    @EachEngine
    void L8_badRowsStopOnlyThemselves(Engine engine) throws Exception {
        Target target = target(engine, null);
        List<@Nullable String[]> rows = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            String price = i == 77 ? "-1.00" : i == 78 ? "12345678901.00" : i == 400 ? "cheap" : "1.00";
            rows.add(row(Integer.toString(i), price, null));
        }

        Outcome outcome = target.outcome(1, 1, rows.toArray(String[][]::new));

        assertThat(outcome.counts()).isEqualTo(new RowCounts(497, 0, 0, 0, 0, 3));
        assertThat(NamedParts.rows(outcome)).extracting(Rejection::key).containsExactly("77", "78", "400");
        assertThat(NamedParts.rows(outcome))
                .extracting(Rejection::reason)
                .containsExactly(Reason.CONSTRAINT, Reason.TYPE, Reason.TYPE);
        assertThat(target.database.count("prices")).isEqualTo(497);
        assertThat(target.outcome(1, 1, rows.toArray(String[][]::new)).unsent())
                .as("what the bus has not accepted is told again")
                .isEqualTo(outcome.unsent());
        target.writer.sent(outcome.unsent());
        assertThat(target.outcome(1, 1, rows.toArray(String[][]::new)).unsent()).isEmpty();
    }

    @ParameterizedTest
    @EachEngine
    void L8_aSecondUniqueKeyIsAnErrorOfItsRowAndNeverUpdatesAnother(Engine engine) throws Exception {
        Target target = target(engine, null);
        target.database.execute(
                "ALTER TABLE prices ADD COLUMN sku varchar(10)", "CREATE UNIQUE INDEX u ON prices(sku)");
        target.columns = columns(new Column("sku", ColumnType.text(20), true));
        target.apply(1, 1, new String[] {"1", "1.00", "a"});

        Outcome outcome = target.outcome(1, 2, new String[] {"2", "2.00", "a"}, new String[] {"3", "3.00", "b"});

        assertThat(NamedParts.rows(outcome)).extracting(Rejection::reason).containsExactly(Reason.UNIQUE);
        assertThat(target.prices()).containsExactly("1:1.00", "3:3.00");
    }

    @ParameterizedTest
    @EachEngine
    void L18_blanksAtTheEndOfATextThatIsTooLongAreNotCutInSilence(Engine engine) throws Exception {
        Target target = target(engine, null);
        target.database.execute("ALTER TABLE prices ADD COLUMN note varchar(3)");
        target.columns = columns(new Column("note", ColumnType.text(20), true));

        Outcome outcome = target.outcome(
                1, 1, new String[] {"1", "1.00", "abc "}, new String[] {"2", "1.00", "ab "}, new String[] {
                    "3", "1.00", "a\t\\"
                });

        assertThat(NamedParts.rows(outcome)).extracting(Rejection::reason).containsExactly(Reason.TOO_LONG);
        assertThat(target.database.query("SELECT id, note FROM prices ORDER BY id"))
                .containsExactly(List.of("2", "ab "), List.of("3", "a\t\\"));
    }

    /** To the MySQL family its SQLSTATE is that of a statement that is wrong. */
    @ParameterizedTest
    @MethodSource("mySqlFamily")
    void L8_aRowThatFitsIntoNoPageIsRefusedAlone(Engine engine) throws Exception {
        Target target = target(engine, null);
        List<Column> wide = IntStream.range(0, 40)
                .mapToObj(i -> new Column("c" + i, ColumnType.text(250), true))
                .toList();
        target.database.execute(
                "SET SESSION innodb_strict_mode = OFF",
                "ALTER TABLE prices "
                        + wide.stream()
                                .map(column -> "ADD COLUMN " + column.name() + " varchar(250)")
                                .collect(joining(", "))
                        + ", CONVERT TO CHARACTER SET latin1",
                "ALTER TABLE prices PARTITION BY RANGE (id) (PARTITION low VALUES LESS THAN (10))");
        target.columns = Stream.concat(columns(STAMP).stream(), wide.stream()).toList();

        Outcome outcome = target.outcome(1, 1, wide("1", "short"), wide("2", "long".repeat(62)), wide("11", "none"));

        assertThat(outcome.counts()).isEqualTo(new RowCounts(1, 0, 0, 0, 0, 2));
        assertThat(NamedParts.rows(outcome))
                .extracting(Rejection::key, Rejection::reason)
                .containsExactlyInAnyOrder(tuple("2", Reason.TOO_LONG), tuple("11", Reason.CONSTRAINT));
        assertThat(target.prices()).containsExactly("1:1.00");
    }

    static Stream<Engine> mySqlFamily() {
        return Engine.present().filter(engine -> engine != Engine.POSTGRESQL);
    }

    private static @Nullable String[] wide(String id, String text) {
        String[] row = new String[43];
        Arrays.fill(row, text);
        row[0] = id;
        row[1] = "1.00";
        row[2] = "2026-01-01 00:00:00.000000";
        return row;
    }

    /** A server that has no such value is spared the row: PostgreSQL NUL, MySQL a number that its JSON would round. */
    @ParameterizedTest
    @EachEngine
    void L18_whatATargetCannotKeepIsRefusedBeforeItIsWritten(Engine engine) throws Exception {
        Target target = target(engine, null);
        boolean postgres = engine == Engine.POSTGRESQL;
        target.database.execute("ALTER TABLE prices ADD COLUMN note " + (postgres ? "varchar(9)" : "json"));
        target.columns = columns(new Column("note", postgres ? ColumnType.text(9) : ColumnType.plain(Kind.JSON), true));
        String bad = postgres ? "a\0" : "[1e400]";
        String[][] rows = {{"1", "1.00", "1"}, {"2", "1.00", bad}, {"3", "-1.00", "3"}, {"4", "1.00", bad}};

        Outcome outcome = target.outcome(1, 1, rows);

        boolean kept = engine == Engine.MARIADB;
        assertThat(outcome.counts()).isEqualTo(new RowCounts(kept ? 3 : 1, 0, 0, 0, 0, kept ? 1 : 3));
        assertThat(NamedParts.rows(outcome))
                .extracting(Rejection::key)
                .containsExactlyInAnyOrder(kept ? new String[] {"3"} : new String[] {"2", "3", "4"});
        assertThat(target.apply(2, 1, rows[0], rows[1]))
                .isEqualTo(new RowCounts(0, kept ? 2 : 1, 0, 0, 0, kept ? 0 : 1));
    }

    /** By the statements that were made for the wider column, the store would cut these blanks. */
    @ParameterizedTest
    @EachEngine
    void L17_aTableThatChangedBetweenTwoBatchesIsLookedAtAgain(Engine engine) throws Exception {
        Target target = target(engine, null);
        target.database.execute("ALTER TABLE prices ADD COLUMN note varchar(3)");
        target.columns = columns(new Column("note", ColumnType.text(20), true));
        assertThat(target.apply(1, 1, new String[] {"1", "1.00", "a"}).applied())
                .isEqualTo(1);
        target.database.execute(
                engine == Engine.POSTGRESQL
                        ? "ALTER TABLE prices ALTER COLUMN note TYPE varchar(1)"
                        : "ALTER TABLE prices MODIFY note varchar(1)");

        Outcome outcome = target.outcome(1, 2, new String[] {"2", "1.00", "b  "}, new String[] {"3", "1.00", "c"});

        assertThat(NamedParts.rows(outcome)).extracting(Rejection::reason).containsExactly(Reason.TOO_LONG);
        assertThat(target.prices()).containsExactly("1:1.00", "3:1.00");
    }

    private Target target(Engine engine, @Nullable String version) throws SQLException {
        TestDatabase database = Servers.of(engine).freshDatabase();
        database.execute("CREATE TABLE prices (id bigint PRIMARY KEY, price decimal(12,2) CHECK (price >= 0),"
                + " updated_at " + (engine == Engine.POSTGRESQL ? "timestamptz(6)" : "datetime(6)") + ")");
        Database opened = Database.open(new Login(database.jdbcUrl(), database.user(), database::password), 4);
        open.add(opened);
        LedgerSchema.prepare(opened);
        LaneWriter writer = new LaneWriter(
                opened,
                "job",
                Clock.systemUTC(),
                new NamedParts(),
                NamedParts.AT_ONCE,
                (form, column) -> new Landed(new Carried(column, form), null));
        open.add(0, writer);
        return new Target(database, writer, version);
    }

    private static List<Column> columns(Column third) {
        return List.of(
                new Column("id", ColumnType.integer(64), true),
                new Column("price", ColumnType.decimal(12, 2), true),
                third);
    }

    private static @Nullable String[] row(@Nullable String... values) {
        return Arrays.copyOf(values, values.length);
    }

    /** A target table, and batches made for it. */
    private static final class Target {
        final TestDatabase database;
        final LaneWriter writer;
        final @Nullable String version;
        List<Column> columns = columns(STAMP);

        Target(TestDatabase database, LaneWriter writer, @Nullable String version) {
            this.database = database;
            this.writer = writer;
            this.version = version;
        }

        String id(long run, long sequence) {
            return "batch-" + run + "-" + sequence;
        }

        RowsToWrite batch(long run, long sequence, String checksum, @Nullable String[]... rows) {
            return new RowsToWrite(
                    id(run, sequence),
                    checksum,
                    1,
                    true,
                    new Order(run, sequence),
                    PRICES,
                    Operation.UPSERT,
                    columns,
                    List.of("id"),
                    version,
                    "f" + columns.size(),
                    null,
                    Rows.of(List.of(rows)));
        }

        Outcome outcome(long run, long sequence, @Nullable String[]... rows) {
            return writer.apply(LANE, List.of(batch(run, sequence, "content", rows)))
                    .get(0);
        }

        RowCounts apply(long run, long sequence, @Nullable String[]... rows) {
            return outcome(run, sequence, rows).counts();
        }

        List<String> prices() throws SQLException {
            return database.query("SELECT id, price FROM prices ORDER BY id").stream()
                    .map(row -> row.get(0) + ":" + row.get(1))
                    .toList();
        }
    }
}
