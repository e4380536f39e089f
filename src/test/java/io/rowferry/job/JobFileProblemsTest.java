package io.rowferry.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.rowferry.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JobFileProblemsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private JobText job;

    @BeforeEach
    void knowAnEnvironment() {
        job = new JobText(folder, Map.of("HIDDEN", "hidden!value"));
    }

    @Test
    void saysEverythingAtOnceInTheFilesOrder() {
        assertThat(job.problems("""
                        jop: orders
                        verify: {settle: soon}
                        source:
                          url: jdbc:oracle:thin:scott/tiger@db
                          user: ${CRM_USER}
                          zone: Asia/Shangai
                        target:
                          url: jdbc:mysql://root:hunter2@crm-eu/crm?password=hunter2
                          user: [a, b]
                          password: ${file:/nowhere/crm-eu}
                          user: writer
                        bus:
                          connection: SharedAccessKey=hunter2
                          namespace: crm
                          lanes: many
                        tables:
                          - table: orders
                            keys: [id]
                            overlap: soon
                          - table: order lines
                            key: id
                            waternark: updated_at
                            deletes: sweep
                          - table: orders
                            key: [id, id, ""]
                            lane:
                            deletes: maybe
                          - orders
                          - key: []
                        """)).isEqualTo("""
                        job.yaml:1:1  jop is not a setting; did you mean "job"?
                        job.yaml:1:1  job is missing
                        job.yaml:2:18  verify.settle must be a duration such as 0s, 30s or 2m, got "soon"
                        job.yaml:4:3  source.password is missing
                        job.yaml:4:8  source.url must begin with jdbc:postgresql:, jdbc:mysql: or jdbc:mariadb:, got jdbc:oracle:
                        job.yaml:5:9  source.user needs the environment variable CRM_USER, which is not set
                        job.yaml:6:9  source.zone must be a time zone such as Asia/Shanghai or UTC, got "Asia/Shangai"; did you mean "Asia/Shanghai"?
                        job.yaml:8:8  target.url holds a user or a password; write them as user: and password:
                        job.yaml:9:9  target.user must be a user's name, not a list
                        job.yaml:10:13  target.password needs the file /nowhere/crm-eu, which cannot be read
                        job.yaml:11:3  target.user is already set on line 9
                        job.yaml:13:15  bus.connection must be local or a Service Bus connection string (Endpoint=sb://...;SharedAccessKeyName=...;SharedAccessKey=...)
                        job.yaml:14:3  bus.namespace is not supported by this version of rowferry yet
                        job.yaml:15:10  bus.lanes must be a number from 1 to 512, got "many"
                        job.yaml:18:5  tables[0].keys is not a setting; did you mean "key"?
                        job.yaml:19:14  tables[0].overlap must be a duration such as 30s, 5m or 2h, got "soon"
                        job.yaml:20:12  tables[1].table must be a table or schema.table, without blanks, got "order lines"
                        job.yaml:21:10  tables[1].key must be a list of columns, such as [customer_id]
                        job.yaml:22:5  tables[1].waternark is not a setting; did you mean "watermark"?
                        job.yaml:24:12  tables[2].table names a table that is already listed on line 17, got "orders"
                        job.yaml:25:15  tables[2].key[1] names a column for the second time
                        job.yaml:25:19  tables[2].key[2] must be a column's name, not empty
                        job.yaml:26:5  tables[2].lane has no value
                        job.yaml:27:14  tables[2].deletes must be ignore, soft:<column>, tombstones:<table> or sweep, got "maybe"
                        job.yaml:28:5  tables[3] must hold the settings table, key, watermark, lane, where, target-where, columns, deletes, overlap, horizon, tolerate
                        job.yaml:29:5  tables[4].table is missing
                        job.yaml:29:10  tables[4].key must list at least one column; leave it out for the primary key
                        27 problems, nothing was run""");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "job: orders    | job: ''           | 1:6  job must be 1 to 64 letters, digits, dots, dashes or underscores and begin with a letter or digit, got \"\"",
                "job: orders    | job: -x           | 1:6  job must be 1 to 64 letters, digits, dots, dashes or underscores and begin with a letter or digit, got \"-x\"",
                "job: orders    | job: ${HIDDEN}    | 1:6  job must be 1 to 64 letters, digits, dots, dashes or underscores and begin with a letter or digit",
                "job: orders    | job:              | 1:1  job has no value",
                "job: orders    | job: [a]          | 1:6  job must be the job's name, not a list",
                "job: orders    | job: {a: b}       | 1:6  job must be the job's name, not a mapping",
                "job: orders    | job: !secret a    | 1:6  job must be the job's name, without a YAML tag",
                "job: orders    | ? [a]             | 1:3  this key is not a setting; allowed here are job, source, target, bus, tables, drift, mask-key, state, horizon, retry, tolerate, on-attention, verify",
                "job: orders    | hun ter2: x       | 1:1  this key is not a setting; allowed here are job, source, target, bus, tables, drift, mask-key, state, horizon, retry, tolerate, on-attention, verify",
                "bus: local     | bus: locl         | 10:6  bus must be local, or a mapping with connection, queue and lanes",
                "bus: local     | bus: []           | 10:6  bus must hold the settings connection, queue, lanes",
                "bus: local     | bus: {}           | 10:6  bus.connection is missing",
                "bus: local     | bus: {connection: x}                  | 10:19  bus.connection must be local or a Service Bus connection string (Endpoint=sb://...;SharedAccessKeyName=...;SharedAccessKey=...)",
                "bus: local     | bus: {connection: local, auth: cli}   | 10:26  bus.auth is not supported by this version of rowferry yet",
                "bus: local     | bus: {connection: local, queue: a b}  | 10:33  bus.queue must be 1 to 260 letters, digits, dots, dashes, underscores or slashes and begin and end with a letter or digit, got \"a b\"",
                "bus: local     | bus: {connection: local, lanes: 0}    | 10:33  bus.lanes must be a number from 1 to 512, got \"0\"",
                "bus: local     | bus: {connection: local, lanes: 513}  | 10:33  bus.lanes must be a number from 1 to 512, got \"513\"",
                "bus: local     | bus: {connection: local, lanes: -1}   | 10:33  bus.lanes must be a number from 1 to 512, got \"-1\"",
                "bus: local     | bus: {connection: local, lanes: 1e2}  | 10:33  bus.lanes must be a number from 1 to 512, got \"1e2\"",
                "bus: local     | bus: &b {connection: *b}             | 10:6  bus.connection must be a connection string or local, not a mapping",
                "user: reader   | user: ''          | 4:9  source.user must be a user's name, not empty",
                "user: reader   | user: ${NOBODY}   | 4:9  source.user needs the environment variable NOBODY, which is not set",
                "user: reader   | usr: reader       | 4:3  source.usr is not a setting; did you mean \"user\"?",
                "crm-cn:5432/   | crm-cn:5432       | 3:8  source.url must look like jdbc:postgresql://host:port/database",
                "jdbc:postgresql: | 'postgresql:'   | 3:8  source.url must begin with jdbc:postgresql:, jdbc:mysql: or jdbc:mariadb:",
                "- table: orders | - name: orders   | 12:5  tables[0].name is not a setting; allowed here are table, key, watermark, lane, where, target-where, columns, deletes, overlap, horizon, tolerate",
                "- table: orders | - table: a.b.c   | 12:12  tables[0].table must be a table or schema.table, without blanks, got \"a.b.c\"",
                "- table: orders | - ''             | 12:5  tables[0] must hold the settings table, key, watermark, lane, where, target-where, columns, deletes, overlap, horizon, tolerate",
            })
    void saysWhatIsWrongAndWhere(String right, String wrong, String problem) {
        assertThat(job.problems(JobText.MINIMAL.replace(right, wrong)))
                .contains("job.yaml:" + problem + "\n")
                .doesNotContain("hidden!value")
                .doesNotContain("hun ter2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "verify: x           | 13:9  verify must hold the settings group-by, settle",
                "verify: {group-by: orders}        | 13:20  verify.group-by must be a mapping of tables to fields, such as orders: region",
                "verify: {group-by: {lines: a}}    | 13:28  verify.group-by.lines stands under no table that the job lists",
                "verify: {group-by: {orders: 'week(a)'}}  | 13:29  verify.group-by.orders must be a column, or year, month or day of one, such as month(created_at), got \"week(a)\"",
                "retry: x            | 13:8  retry must hold the settings attempts, first, factor",
                "tolerate: some      | 13:11  tolerate must be none (a rejected row stops its lane) or all (the default), got \"some\"",
                "on-attention: [a]   | 13:15  on-attention must be a command line for /bin/sh",
                "on-attention: ' '   | 13:15  on-attention must be a command line for /bin/sh, not empty",
                "on-attention: !x a  | 13:15  on-attention must be a command line for /bin/sh",
            })
    void saysWhatIsWrongWithASettingOfTheJob(String setting, String problem) {
        assertThat(job.problems(JobText.MINIMAL + setting + "\n"))
                .isEqualTo("job.yaml:" + problem + "\n1 problem, nothing was run");
    }

    @Test
    void tombstonesNeedAWatermark() {
        assertThat(job.problems(JobText.MINIMAL + "    deletes: tombstones:gone\n"))
                .startsWith(
                        "job.yaml:13:14  tables[0].deletes needs a watermark: on the table, whose type deleted_at has");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://joe:hunter2@db/crm",
                "jdbc:mysql://db/crm?useSSL=true&password=hunter2",
                "jdbc:mysql://db/crm?pass%77ord=hunter2",
                "jdbc:mariadb://db/crm?Password2=hunter2",
                "jdbc:mysql://address=(host=db)(password=hunter2)/crm",
                "jdbc:mysql://joe:hunter2/3@db/crm",
            })
    void L16_refusesAPasswordInTheUrlWithoutRepeatingIt(String url) {
        assertThat(job.problems(JobText.MINIMAL.replace("jdbc:mysql://crm-eu:3306/crm", "'" + url + "'")))
                .isEqualTo("job.yaml:7:8  target.url holds a user or a password; write them as user: and password:\n"
                        + "1 problem, nothing was run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "job: a: b              | 1:7  is not YAML: mapping values are not allowed here",
                "job: 'a                | 2:1  is not YAML: found unexpected end of stream",
                "job: *hunter2          | 1:6  is not YAML: found undefined alias",
                "job: !hunter2!x y      | 1:6  is not YAML: found undefined tag handle",
                "job: \"\\xhunter2\"    | 1:9  is not YAML: expected escape sequence of 2 hexadecimal numbers",
                "job: @hunter2          | 1:6  is not YAML: found character '@' that cannot start any token. (Do not use @ for indentation)",
                "%YAML 9.9              | 1:1  is not YAML: it is written for another YAML than 1.2",
            })
    void saysWhereAFileIsNotYaml(String text, String problem) {
        assertThat(job.problems(text + "\n"))
                .isEqualTo("job.yaml:" + problem
                        + "; a value with special characters needs quotes\n1 problem, nothing was run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "drop: note                  | drop must be a list of columns, such as [note]",
                "drop: [id]                  | drop[0] names a column of the key or the watermark, which cannot be dropped, got \"id\"",
                "drop: [at]                  | drop[0] names a column of the key or the watermark, which cannot be dropped, got \"at\"",
                "drop: [a, a]                | drop[1] names a column for the second time, got \"a\"",
                "rename: {a: c, b: c}        | rename.b names a column that another is renamed to already, got \"c\"",
                "rename: {a: ''}             | rename.a must be a column's name, not empty",
                "mask: {a: sha1}             | mask.a must be hmac, hmac(8) to hmac(64), keep-first, keep-first(3), constant(text) or null, got \"sha1\"",
                "mask: {a: hmac(7)}          | mask.a must be hmac, hmac(8) to hmac(64), keep-first, keep-first(3), constant(text) or null, got \"hmac(7)\"",
                "mask: {a: hmac}             | mask.a needs a mask-key: at the top of the file",
                "mask: {by: keep-first}      | mask.by masks a column of the key, the watermark or the lane, which must stay what they are",
                "drop: [a], mask: {a: 'null'} | mask.a speaks of a column that is dropped",
                "cast: {a: money}            | cast.a must be decimal(p,s), time(n), timestamp(n), instant(n), text, uuid or json, got \"money\"",
                "cast: {a: 'decimal(2,3)'}   | cast.a must be decimal(p,s), time(n), timestamp(n), instant(n), text, uuid or json, got \"decimal(2,3)\"",
                "nul: {a: keep}              | nul.a must be strip, got \"keep\"",
                "hide: [a]                   | hide is not a setting; allowed here are drop, rename, mask, cast, zero-date, infinity, nul",
            })
    void saysWhatIsWrongWithColumns(String columns, String problem) {
        assertThat(job.problems(JobText.MINIMAL + "    key: [id]\n    watermark: at\n    lane: by\n    columns: {"
                        + columns + "}\n"))
                .contains("  tables[0].columns." + problem + "\n")
                .endsWith("1 problem, nothing was run");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source | jdbc:mysql://crm-cn/crm        | source.replica names another kind of database than url:",
                "source | jdbc:postgresql://crm-cn       | source.replica must look like jdbc:postgresql://host:port/database",
                "source | jdbc:mysql://u:p@crm-cn/crm    | source.replica holds a user or a password; write them as user: and password:",
                "source | ''                             | source.replica must be a JDBC URL, not empty",
                "target | jdbc:mysql://crm-eu/crm        | target.replica is not a setting; allowed here are url, user, password, zone",
            })
    void saysWhatIsWrongWithAReplica(String side, String url, String problem) {
        assertThat(job.problems(
                        JobText.MINIMAL.replace(side + ":\n", side + ":\n  replica: '" + url.replace("'", "") + "'\n")))
                .contains("  " + problem + "\n")
                .endsWith("1 problem, nothing was run");
    }

    @Test
    void saysThatAStateHasNoReplica() {
        assertThat(job.problems(JobText.MINIMAL
                        + "state: {url: 'jdbc:mysql://s/s', replica: 'jdbc:mysql://r/s', user: u, password: p}\n"))
                .contains("  state.replica is not a setting; allowed here are url, user, password, zone\n");
    }

    @Test
    void saysWhatIsWrongWithDriftAndMaskKey() {
        assertThat(job.problems(JobText.MINIMAL + "drift: maybe\nmask-key: short\n"))
                .isEqualTo("""
                        job.yaml:13:8  drift must be fail, ignore or add-nullable, got "maybe"
                        job.yaml:14:11  mask-key must have at least 16 characters; a short key can be guessed from the masks
                        2 problems, nothing was run""");
    }

    @Test
    void saysWhereADoubledKeyWasSetBefore() {
        assertThat(job.problems(JobText.MINIMAL + "bus: local\n"))
                .isEqualTo("job.yaml:13:1  bus is already set on line 10\n1 problem, nothing was run");
    }

    @Test
    void saysWhatElseIsNoJobFile() {
        assertThat(job.problems("")).startsWith("job.yaml:1:1  is empty; a job file begins with \"job:\" and a name\n");
        assertThat(job.problems("- a\n"))
                .startsWith(
                        "job.yaml:1:1  is not a job file: it must hold the settings job, source, target, bus, tables, drift, mask-key, state, horizon, retry, tolerate, on-attention, verify");
        assertThat(job.problems("job: a\nx: \u0007\n"))
                .startsWith("job.yaml:2:4  is not YAML: the character U+0007 is not allowed");
        assertThat(job.problems("\u0007")).startsWith("job.yaml:1:1  is not YAML: the character U+0007");
        assertThat(job.problems("job: a\n\u0007")).startsWith("job.yaml:2:1  is not YAML: the character U+0007");
        assertThat(job.problems("job: a\n---\njob: b\n")).startsWith("job.yaml:2:1  is not YAML: ");
        assertThat(job.problems("[".repeat(100_000)))
                .startsWith("job.yaml:1:51  is nested more than 50 levels deep, as no job file is");
        assertThat(job.problems("#".repeat(1024 * 1024 + 1)))
                .isEqualTo("job.yaml  is longer than a job file may be (1 MiB)\n1 problem, nothing was run");
    }

    @Test
    void saysWhyAFileCannotBeRead() throws IOException {
        Files.write(folder.resolve("latin.yaml"), new byte[] {'a', (byte) 0xE9, 'b'});

        assertThat(refusal(folder.resolve("none.yaml"))).isEqualTo("none.yaml  does not exist");
        assertThat(refusal(folder)).endsWith("  is a directory, not a job file");
        assertThat(refusal(folder.resolve("latin.yaml"))).isEqualTo("latin.yaml  is not UTF-8 text");
        assertThat(refusal(folder.resolve("latin.yaml/x"))).isEqualTo("latin.yaml/x  cannot be read");
    }

    private String refusal(Path file) {
        Failure[] refused = new Failure[1];
        assertThatExceptionOfType(Failure.class)
                .isThrownBy(() -> JobFile.read(file, Map.of()))
                .satisfies(failure -> refused[0] = failure);
        return refused[0].what().replace(folder + "/", "").replace("\n1 problem, nothing was run", "");
    }
}
