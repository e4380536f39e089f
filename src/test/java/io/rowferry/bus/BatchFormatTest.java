package io.rowferry.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.rowferry.servers.Beside;
import io.rowferry.table.Column;
import io.rowferry.table.ColumnType;
import io.rowferry.table.ColumnType.Kind;
import io.rowferry.table.Lanes;
import io.rowferry.table.Operation;
import io.rowferry.table.Order;
import io.rowferry.table.Reason;
import io.rowferry.table.Rows;
import io.rowferry.table.TableName;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The message format. The sample stays for ever: old messages in a queue are old versions of us. */
@Beside
class BatchFormatTest {
    private static final List<Column> COLUMNS = List.of(
            new Column("id", ColumnType.integer(64), true),
            new Column("amount", ColumnType.decimal(12, 2), true),
            new Column("note", ColumnType.text(200), true),
            new Column("updated_at", ColumnType.temporal(Kind.INSTANT, 6), true));

    private static final List<@Nullable String[]> ROWS = List.of(
            row("1", "19.90", "näh \"so\"\t😀", "2026-11-22 08:15:00.000123"),
            row("2", "-0.01", "", null),
            row("3", null, null, "0044-03-15 00:00:00 BC"));

    @Test
    void L7_versionOneIsWrittenAndReadAsItAlwaysWas() throws IOException, NotOursException {
        byte[] sample = sample("rows-v1.json");
        PackedBody packed = BodyWriter.pack(new BatchBody(COLUMNS, List.of("id"), "updated_at", Rows.of(ROWS)));
        BatchMessage batch = batch(packed);

        assertThat(Packing.unpack(packed.bytes())).isEqualTo(sample);
        assertThat(packed.checksum()).isEqualTo("6519ff7981a3c5d7bcbe9fa7bdb88e033acd595e6aa86e02f379ed061b08c827");
        assertThat(batch.id()).isEqualTo("5a1361a4964351e995144a2cfa62ca8d418094ad7f4d4ac8884ebaf5fc706dd5");
        BatchBody read = Delivery.body(batch);
        assertThat(read.columns()).isEqualTo(COLUMNS);
        assertThat(read.key()).containsExactly("id");
        assertThat(read.version()).isEqualTo("updated_at");
        assertThat(texts(read)).isEqualTo(ROWS.stream().map(Arrays::asList).toList());
    }

    @Test
    void L11_aDeleteOfVersionOneIsWrittenAndReadAsItAlwaysWas() throws IOException, NotOursException {
        byte[] sample = sample("deletes-v1.json");
        List<Column> columns = List.of(
                COLUMNS.get(0),
                new Column("region", ColumnType.text(8), true),
                new Column("updated_at", ColumnType.temporal(Kind.INSTANT, 6), true));
        List<@Nullable String[]> rows = List.of(row("1", "EU", "2026-11-22 08:15:00.000123"), row("2", "näh", null));
        PackedBody packed =
                BodyWriter.pack(new BatchBody(columns, List.of("id", "region"), "updated_at", Rows.of(rows)));
        BatchMessage batch = batch(Operation.DELETE, packed);

        assertThat(Packing.unpack(packed.bytes())).isEqualTo(sample);
        assertThat(packed.checksum()).isEqualTo("3981c42c2eabb4ab0940fdc1c539a960e1ca71fe4d6543578bca654cb422f164");
        assertThat(batch.id()).isEqualTo("fefe59229f5f4ef4f72e824f95945ef14646f15d036fea61145e67bd890ad6e4");
        assertThat(Attributes.write(batch).getApplicationProperties())
                .containsEntry("rf_operation", "delete")
                .containsEntry("rf_rows", 2);
        BatchBody read = Delivery.body(batch);
        assertThat(read.columns()).isEqualTo(columns);
        assertThat(read.key()).containsExactly("id", "region");
        assertThat(read.version()).isEqualTo("updated_at");
        assertThat(texts(read)).isEqualTo(rows.stream().map(Arrays::asList).toList());
    }

    @Test
    void L7_anIdMeansWhatIsToBeDoneWithTheRows() {
        PackedBody packed = BodyWriter.pack(new BatchBody(COLUMNS, List.of("id"), null, Rows.of(ROWS)));
        BatchMessage delete = batch(Operation.DELETE, packed);

        assertThat(delete.id()).isNotEqualTo(batch(Operation.UPSERT, packed).id());
        assertThat(delete.refusedPart("part", new Verdict(Reason.CONSTRAINT, "children"), packed)
                        .operation())
                .isEqualTo(Operation.DELETE);
        assertThatThrownBy(() -> Operation.of("truncate")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void L5_aRowKeepsItsLaneForEver() {
        Lanes lanes = new Lanes(32);

        assertThat(lanes.of(row("1", "x"), new int[] {0})).isEqualTo(4);
        assertThat(lanes.of(row(null, "x"), new int[] {0})).isEqualTo(26);
        assertThat(lanes.of(row("ab", "c"), new int[] {0, 1}))
                .as("no letter moves from one value to the next unnoticed")
                .isNotEqualTo(lanes.of(row("a", "bc"), new int[] {0, 1}));
    }

    @Test
    void L7_whatWasChangedOnTheWayIsNotABatch() throws IOException {
        PackedBody packed = BodyWriter.pack(new BatchBody(COLUMNS, List.of("id"), "updated_at", Rows.of(ROWS)));
        long seed = new Random().nextLong();
        System.out.println("BatchFormatTest seed " + seed);
        Random random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 500; i++) {
            byte[] damaged = packed.bytes().clone();
            int place = random.nextInt(damaged.length);
            damaged[place] ^= (byte) (1 << random.nextInt(8));
            PackedBody body = new PackedBody(
                    random.nextBoolean() ? damaged : Arrays.copyOf(packed.bytes(), place), packed.checksum(), 3);
            try {
                assertThat(texts(Delivery.body(batch(body))))
                        .as("gzip has bits that say nothing of the content")
                        .isEqualTo(ROWS.stream().map(Arrays::asList).toList());
            } catch (NotOursException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(450);
    }

    @Test
    void L10_aBodyThatUnpacksToMoreThanAnyBatchIsRefusedBeforeItTakesMemory() {
        PackedBody bomb = Packing.pack(new byte[Packing.LARGEST_UNPACKED + 1], 3);
        byte[] tooSmall = Packing.pack(new byte[Packing.LARGEST_UNPACKED], 3).bytes();
        Arrays.fill(tooSmall, tooSmall.length - 4, tooSmall.length, (byte) 0);
        byte[] tooLarge = Packing.pack(new byte[100], 3).bytes();
        tooLarge[tooLarge.length - 2] = 3;

        assertThat(bomb.size()).isLessThan(ServiceBusQueue.LARGEST_BODY * 2);
        assertRefusedWithoutMemory(bomb, "unpacks to more than");
        assertRefusedWithoutMemory(new PackedBody(tooSmall, bomb.checksum(), 3), "unpacks to another size");
        assertRefusedWithoutMemory(new PackedBody(tooLarge, bomb.checksum(), 3), "which it cannot");
    }

    private static void assertRefusedWithoutMemory(PackedBody body, String words) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        BatchMessage batch = batch(body);
        long before = threads.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> Delivery.body(batch))
                .isInstanceOf(NotOursException.class)
                .hasMessageContaining(words);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(4 << 20);
    }

    @Test
    void L10_aTextAsLongAsAWholeBodyIsRead() throws NotOursException {
        PackedBody packed = BodyWriter.pack(new BatchBody(
                List.of(COLUMNS.get(0), COLUMNS.get(2)),
                List.of("id"),
                null,
                Rows.of(List.<@Nullable String[]>of(row("1", "x".repeat(30_000_000))))));

        assertThat(packed.size()).isLessThan(ServiceBusQueue.LARGEST_BODY);
        BatchBody read = Delivery.body(batch(packed));
        read.rows().each(row -> assertThat(row[1]).hasSize(30_000_000));
    }

    @Test
    void L10_rowsThatDoNotShrinkTravelInSeveralBodies() throws RowTooLargeException, NotOursException {
        BodyWriter writer = new BodyWriter(COLUMNS, List.of("id"), null);
        Random random = new Random(7);
        for (int i = 0; i < 100; i++) {
            byte[] noise = new byte[3_000];
            random.nextBytes(noise);
            writer.add(row(Integer.toString(i), "1.00", java.util.HexFormat.of().formatHex(noise), null));
        }

        List<BatchBody> bodies = new ArrayList<>();
        for (PackedBody packed : writer.pack(100_000)) {
            assertThat(packed.size()).isLessThanOrEqualTo(100_000);
            bodies.add(Delivery.body(batch(packed)));
        }

        assertThat(bodies.size()).isGreaterThan(1);
        assertThat(bodies.stream().flatMap(body -> texts(body).stream()).map(row -> row.get(0)))
                .containsExactlyElementsOf(java.util.stream.IntStream.range(0, 100)
                        .mapToObj(Integer::toString)
                        .toList());
    }

    private static BatchMessage batch(PackedBody body) {
        return batch(Operation.UPSERT, body);
    }

    private static BatchMessage batch(Operation operation, PackedBody body) {
        return BatchMessage.batch(
                "job",
                "20261122-001502-7f3a",
                new Order(7, 3),
                11,
                TableName.parse("orders"),
                operation,
                "f00d",
                true,
                body);
    }

    private static List<List<@Nullable String>> texts(BatchBody body) {
        List<List<@Nullable String>> rows = new ArrayList<>();
        body.rows().each(row -> rows.add(Arrays.asList(row)));
        return rows;
    }

    private static @Nullable String[] row(@Nullable String... values) {
        return values;
    }

    private static byte[] sample(String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(BatchFormatTest.class.getResourceAsStream(name))) {
            return in.readAllBytes();
        }
    }
}
