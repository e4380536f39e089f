package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.EachEngine;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Servers;
import io.rowferry.servers.Subscription;
import io.rowferry.servers.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/** Which watermarks incremental --set-watermark sets, and what it says of them. */
class SetWatermarkTest {
    private static final String MOMENT = "2026-01-01T00:00:00Z";
    private static final String HEAD = "{\"version\":1,\"job\":\"crm\",\"command\":\"incremental\",\"run\":null,"
            + "\"status\":\"ok\",\"exitCode\":0,\"startedAt\":\"NOW\",\"elapsedMs\":0,\"tables\":[";
    private static final String[] TABLES = {
        "create table orders (id int primary key, updated_at timestamp(6) null)",
        "create table gone (id int not null, deleted_at timestamp(6) null)"
    };

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // every test begins with start
    private TestDatabase source;

    @SuppressWarnings("NullAway.Init")
    private TestDatabase target;

    private Scenario start(Engine engine) throws SQLException, IOException {
        source = Servers.of(engine).freshDatabase();
        target = Servers.postgres().freshDatabase();
        source.execute(TABLES);
        target.execute(TABLES[0]);
        return Scenario.between(
                folder, source, target, "{table: orders, watermark: updated_at, deletes: 'tombstones:gone'}");
    }

    private static String json(String out) {
        return Scenario.plain(new CommandRun(0, out, "")).out();
    }

    private static String table(String name, String before, String watermark) {
        return "{\"table\":\"" + name + "\",\"before\":" + before + ",\"watermark\":" + watermark + "}";
    }

    @ParameterizedTest
    @EachEngine
    void L11_theWatermarkOfWhatIsGoneIsSetToo(Engine engine) throws Exception {
        Scenario job = start(engine);
        source.execute(
                "insert into orders values (2, '2026-01-02 00:00:00')",
                "insert into gone values (1, '2026-01-02 00:00:00')");
        target.execute(
                "insert into orders values (1, '2025-12-01 00:00:00')",
                "insert into orders values (3, '2025-12-01 00:00:00')");

        CommandRun set = job.run("incremental", "--set-watermark", MOMENT, "--yes");
        assertThat(set.exitCode()).as(set.err()).isZero();
        assertThat(set.out())
                .isEqualTo("orders: watermark none → " + MOMENT + "\n"
                        + "gone, which notes what is gone of orders: watermark none → " + MOMENT + "\n"
                        + "Rows stamped before " + MOMENT + " are then taken for sent.\nDone.\n");
        CommandRun run = job.run("incremental", "-q");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(target.query("select id from orders order by id")).containsExactly(List.of("2"), List.of("3"));

        // Set back, what is gone is read again from there on, whatever the run has read.
        target.execute("insert into orders values (1, '2025-12-01 00:00:00')");
        assertThat(job.run("incremental", "--set-watermark", MOMENT, "--yes").exitCode())
                .isZero();
        assertThat(job.run("incremental", "-q").exitCode()).isZero();
        assertThat(target.query("select id from orders order by id")).containsExactly(List.of("2"), List.of("3"));
    }

    @Test
    void L3_keysThatAnotherServerNotesAsGoneAreRefused() throws Exception {
        Scenario job = start(Engine.POSTGRESQL);
        assertThat(job.run("incremental", "--set-watermark", MOMENT, "--yes").exitCode())
                .isZero();
        TestDatabase elsewhere = Servers.postgres().freshDatabase();
        elsewhere.execute(TABLES[1]);

        try (Subscription subscription = Subscription.of(Servers.postgres(), elsewhere, source, "gone")) {
            subscription.catchUp();
            CommandRun set = job.run("incremental", "--set-watermark", "2025-01-01T00:00:00Z", "--yes");
            assertThat(set.exitCode()).isEqualTo(6);
            assertThat(set.err()).contains("writes rows of gone with the stamps of another server's clock");
            CommandRun run = job.run("incremental", "-q");
            assertThat(run.exitCode()).isEqualTo(6);
            assertThat(run.err()).contains("writes rows of gone with the stamps of another server's clock");
        }
        assertThat(target.query("select watermark from rowferry.watermarks"))
                .containsOnly(List.of("2026-01-01T00:00:00.000000Z"));
    }

    @Test
    void json_is_one_document_whatever_is_asked_and_answered() throws Exception {
        Scenario job = start(Engine.POSTGRESQL);
        String[] json = {"--set-watermark", MOMENT, "--output", "json"};
        String none = HEAD + table("orders", "null", "null") + "," + table("gone", "null", "null") + "]}\n";
        String at = "\"2026-01-01T00:00:00.000000Z\"";

        CommandRun dry = job.run("incremental", "--set-watermark", MOMENT, "--output", "json", "--dry-run", "--yes");
        assertThat(dry.exitCode()).as(dry.err()).isZero();
        assertThat(json(dry.out())).isEqualTo(none);
        CommandRun nobody = job.run("incremental", json);
        assertThat(nobody.exitCode()).isEqualTo(2);
        assertThat(nobody.out()).startsWith("{\"version\":1,").hasLineCount(1).contains("there is nobody to ask");
        ProcessRun no = job.answered("no\n", "incremental", json);
        assertThat(no.exitCode()).as(no.err()).isZero();
        assertThat(json(no.out())).isEqualTo(none);
        assertThat(no.err())
                .contains("orders: watermark none → " + MOMENT)
                .contains("Type yes: ")
                .contains("Nothing was changed.");
        ProcessRun yes = job.answered("yes\n", "incremental", json);
        assertThat(yes.exitCode()).as(yes.err()).isZero();
        assertThat(json(yes.out()))
                .isEqualTo(HEAD + table("orders", "null", at) + "," + table("gone", "null", at) + "]}\n");

        CommandRun again =
                job.run("incremental", "--set-watermark", "2025-01-01T00:00:00.5Z", "--yes", "-q", "--output", "json");
        String back = "\"2025-01-01T00:00:00.500000Z\"";
        assertThat(json(again.out()))
                .isEqualTo(HEAD + table("orders", at, back) + "," + table("gone", at, back) + "]}\n");
        assertThat(again.err()).isEmpty();
    }
}
