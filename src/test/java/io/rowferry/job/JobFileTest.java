package io.rowferry.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.table.TableName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobFileTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    @SuppressWarnings("NullAway.Init")
    private JobText job;

    @BeforeEach
    void knowAnEnvironment() {
        job = new JobText(folder, Map.of("CRM_USER", "reader", "HOST", "crm-cn", "EMPTY", "", "SB", "local"));
    }

    @Test
    void readsEverySetting() throws IOException {
        Files.writeString(folder.resolve("password"), "from the file\n");
        Job read = job.read("""
                job: after-sales-cn-to-eu
                source:
                  url: jdbc:postgresql://${HOST}:5432/crm?sslmode=require
                  replica: jdbc:postgresql://${HOST}-standby/crm
                  user: ${CRM_USER}
                  password: ${file:password}
                  zone: Asia/Shanghai
                target:
                  url: jdbc:mariadb://crm-eu:3306/crm
                  user: ${NOBODY:-writer}
                  password: plain
                bus:
                  connection: Endpoint=sb://crm.servicebus.windows.net;SharedAccessKeyName=n;SharedAccessKey=k
                  queue: crm/cn-to-eu
                  lanes: 64
                on-attention: tell "${HOST}" $HOST
                tables:
                  - table: sales.customers
                    key: [region, customer_id]
                    watermark: updated_at
                    lane: customer_id
                    deletes: ignore
                  - table: orders
                """);

        assertThat(read)
                .isEqualTo(new Job(
                        "after-sales-cn-to-eu",
                        folder.resolve("job.yaml"),
                        new Endpoint(
                                "jdbc:postgresql://crm-cn:5432/crm?sslmode=require",
                                "jdbc:postgresql://crm-cn-standby/crm",
                                "reader",
                                Secret.of("from the file"),
                                ZoneId.of("Asia/Shanghai")),
                        new Endpoint("jdbc:mariadb://crm-eu:3306/crm", null, "writer", Secret.of("plain"), null),
                        new BusSettings(
                                Secret.of(
                                        "Endpoint=sb://crm.servicebus.windows.net;SharedAccessKeyName=n;SharedAccessKey=k"),
                                "crm/cn-to-eu",
                                64),
                        List.of(
                                new TableJob(
                                        new TableName("sales", "customers"),
                                        List.of("region", "customer_id"),
                                        "updated_at",
                                        "customer_id",
                                        null,
                                        null,
                                        ColumnRules.NONE,
                                        Duration.ZERO,
                                        null,
                                        false,
                                        new Deletes.Ignore(true)),
                                new TableJob(
                                        new TableName(null, "orders"),
                                        List.of(),
                                        null,
                                        null,
                                        null,
                                        null,
                                        ColumnRules.NONE,
                                        Duration.ZERO,
                                        null,
                                        false,
                                        Deletes.Ignore.UNDECLARED)),
                        Drift.FAIL,
                        null,
                        Retry.DEFAULT,
                        null,
                        "tell \"${HOST}\" $HOST",
                        VerifyRules.DEFAULT));
    }

    @Test
    void fillsInEveryDefault() {
        Job read = job.read(JobText.MINIMAL);

        assertThat(read.bus()).isEqualTo(new BusSettings(null, "orders", 32));
        assertThat(read.bus().local()).isTrue();
        assertThat(Objects.requireNonNull(read.source()).zone()).isNull();
        assertThat(read.tables())
                .containsExactly(new TableJob(
                        new TableName(null, "orders"),
                        List.of(),
                        null,
                        null,
                        null,
                        null,
                        ColumnRules.NONE,
                        Duration.ZERO,
                        null,
                        false,
                        Deletes.Ignore.UNDECLARED));
        assertThat(read.drift()).isEqualTo(Drift.FAIL);
        assertThat(read.maskKey()).isNull();
    }

    @Test
    void readsHowBothSidesAreCompared() {
        Job read = job.read(
                JobText.MINIMAL
                        + "  - table: sales.lines\nverify: {settle: 2m, group-by: {orders: month(created_at), sales.lines: region}}\n");

        assertThat(read.verify())
                .isEqualTo(new VerifyRules(
                        Map.of(
                                new TableName(null, "orders"),
                                new VerifyRules.GroupBy("created_at", 7),
                                new TableName("sales", "lines"),
                                new VerifyRules.GroupBy("region", 0)),
                        Duration.ofMinutes(2)));
    }

    @Test
    void aTablesHorizonGoesBeforeTheJobs() {
        Job read = job.read("horizon: lag(15m)\nstate: {url: 'jdbc:mysql://s/s', user: u, password: p}\n"
                + JobText.MINIMAL + "    overlap: 90s\n  - table: prices\n    horizon: lag(2h)\n");

        assertThat(read.tables())
                .extracting(TableJob::lag)
                .containsExactly(Duration.ofMinutes(15), Duration.ofHours(2));
        assertThat(read.tables()).extracting(TableJob::overlap).containsExactly(Duration.ofSeconds(90), Duration.ZERO);
        assertThat(Objects.requireNonNull(read.state()).user()).isEqualTo("u");
    }

    @Test
    void takesAJobWithOneSideOnly() {
        String[] parts = JobText.MINIMAL.split("(?m)^(?=source|target|bus)", 4);

        assertThat(job.read(parts[0] + parts[1] + parts[3]).target()).isNull();
        assertThat(job.read(parts[0] + parts[2] + parts[3]).source()).isNull();
        assertThat(job.problems(parts[0] + parts[3]))
                .startsWith("job.yaml:1:1  a job needs a source, a target or both");
    }

    @Test
    void takesTheLocalBrokerInEachOfItsWays() {
        for (String bus : List.of("bus: local", "bus: {connection: local}", "bus: {connection: \"${SB}\"}")) {
            assertThat(job.read(JobText.MINIMAL.replace("bus: local", bus))
                            .bus()
                            .local())
                    .as(bus)
                    .isTrue();
        }
    }

    @Test
    void takesValuesAsTheyAreWritten() {
        Job read = job.read(JobText.MINIMAL
                .replace("user: reader", "user: 0012")
                .replace("password: secret", "password: NO")
                .replace("- table: orders", "- table: '${EMPTY:-on}'"));

        assertThat(Objects.requireNonNull(read.source()).user()).isEqualTo("0012");
        assertThat(Objects.requireNonNull(read.source()).password()).isEqualTo(Secret.of("NO"));
        assertThat(read.tables().get(0).table()).isEqualTo(new TableName(null, "on"));
    }

    @Test
    void readsAFileThatBeginsWithAByteOrderMark() {
        assertThat(job.read("\uFEFF" + JobText.MINIMAL).name()).isEqualTo("orders");
    }

    @Test
    void readsWhatAnAnchorRepeats() {
        assertThat(job.read(JobText.MINIMAL.replaceFirst("secret", "&pw s3").replaceFirst("secret", "*pw"))
                        .target())
                .extracting(Endpoint::password)
                .isEqualTo(Secret.of("s3"));
    }
}
