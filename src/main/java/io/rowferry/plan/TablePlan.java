package io.rowferry.plan;

import io.rowferry.job.Deletes;
import io.rowferry.job.TableJob;
import io.rowferry.table.Carried;
import io.rowferry.table.Column;
import io.rowferry.table.Mask;
import io.rowferry.table.TableName;
import io.rowferry.table.TableShape;
import io.rowferry.table.TextHash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How one table travels.
 *
 * @param job what the job says of it
 * @param source what the source says of it
 * @param columns every column of the source, in its order, carried or not
 * @param sourceKey names of the source's columns that identify a row; unique on both sides
 * @param tombstones what the source says of the table that notes the keys of rows that are gone; null when there is none
 * @param problems why it cannot be run, a sentence each; empty when it can
 */
public record TablePlan(
        TableJob job,
        TableShape source,
        List<ColumnPlan> columns,
        List<String> sourceKey,
        @Nullable TableShape tombstones,
        List<String> problems) {

    public TableName table() {
        return job.table();
    }

    /** The columns that are in messages, in the order of a message's row. */
    public List<ColumnPlan> carried() {
        return columns.stream().filter(ColumnPlan::carried).toList();
    }

    /**
     * What is read of the source for each row: first what is {@link #carried}, then what else the lane needs to know.
     */
    public List<Carried> toRead() {
        List<Carried> read = new ArrayList<>();
        carried().forEach(column -> read.add(column.toRead()));
        for (String name : lane()) {
            if (carried().stream().noneMatch(column -> column.column().equals(name))) {
                source.column(name).map(Carried::plainly).ifPresent(read::add);
            }
        }
        return List.copyOf(read);
    }

    /** The places, in a row that was read, of the columns whose values choose the lane. */
    public int[] lanePlaces() {
        List<String> read =
                toRead().stream().map(carried -> carried.column().name()).toList();
        return lane().stream().mapToInt(read::indexOf).toArray();
    }

    /** Names of the source's columns whose values choose the lane. */
    public List<String> lane() {
        return job.lane() == null ? sourceKey : List.of(job.lane());
    }

    /** The source's key columns, whose index orders reading. */
    public List<Column> keyToRead() {
        return sourceKey.stream().flatMap(name -> source.column(name).stream()).toList();
    }

    /** What messages say of the columns. */
    public List<Column> messageColumns() {
        return carried().stream().map(ColumnPlan::inMessage).toList();
    }

    /** The key's names in messages and in the target. */
    public List<String> key() {
        return sourceKey.stream().map(job.columns()::nameInTarget).toList();
    }

    /** What messages say of the key's columns. */
    public List<Column> messageKey() {
        return Arrays.stream(keyPlaces()).mapToObj(messageColumns()::get).toList();
    }

    /** The places of the key in a message's row. */
    public int[] keyPlaces() {
        List<String> names = carried().stream().map(ColumnPlan::column).toList();
        return sourceKey.stream().mapToInt(names::indexOf).toArray();
    }

    /**
     * The name, in messages and in the target, of the column whose greater value is the newer row; null when the order of
     * arrival alone decides.
     */
    public @Nullable String version() {
        String watermark = job.watermark();
        return watermark == null ? null : job.columns().nameInTarget(watermark);
    }

    /** The masks of a message's row, by place. */
    public Map<Integer, Mask> masks() {
        Map<Integer, Mask> masks = new TreeMap<>();
        List<ColumnPlan> carried = carried();
        for (int i = 0; i < carried.size(); i++) {
            Mask mask = carried.get(i).mask();
            if (mask != null) {
                masks.put(i, mask);
            }
        }
        return masks;
    }

    /** How the target is to write down the columns of a message's row, for comparing. */
    public List<Carried> onTarget() {
        return carried().stream().map(ColumnPlan::onTarget).toList();
    }

    /** What messages say of the columns of rows that are gone: the key and, when there is one, the version. */
    public List<Column> deletedColumns() {
        return Arrays.stream(deletedPlaces()).mapToObj(messageColumns()::get).toList();
    }

    /** The places of {@link #deletedColumns} in a message's row. */
    public int[] deletedPlaces() {
        String watermark = job.watermark();
        List<String> names = carried().stream().map(ColumnPlan::column).toList();
        IntStream key = Arrays.stream(keyPlaces());
        return (watermark == null || sourceKey.contains(watermark)
                        ? key
                        : IntStream.concat(key, IntStream.of(names.indexOf(watermark))))
                .toArray();
    }

    /** How {@link #tombstones} are read: as {@link #deletedColumns}, the moment of the delete in the version's place. */
    public List<Carried> tombstonesToRead() {
        TableShape graves = Objects.requireNonNull(tombstones, "there are no tombstones");
        List<ColumnPlan> carried = carried();
        return Arrays.stream(deletedPlaces())
                .mapToObj(carried::get)
                .map(column -> {
                    boolean isKey = sourceKey.contains(column.column());
                    String name = isKey ? column.column() : Deletes.Tombstones.STAMP;
                    Column grave = graves.column(name).orElseThrow();
                    Carried read = column.toRead();
                    return new Carried(grave.as(read.column().type()), read.form(), read.losses());
                })
                .toList();
    }

    /** As {@link #fingerprint}, for messages of rows that are gone. */
    public String deletedFingerprint() {
        return Fingerprint.of(deletedColumns(), key(), version());
    }

    /** A short hash that changes with any column, type, key or version of its messages. */
    public String fingerprint() {
        return Fingerprint.of(messageColumns(), key(), version());
    }

    /**
     * A short hash that changes with whatever changes what is sent: from where to where, which rows, which columns of them, in which order, and what
     * becomes of their values. The {@link #fingerprint}, of which others judge messages, knows nothing of values.
     *
     * @param route which two databases
     * @param masking what tells the masks, and their key, from others
     */
    public String signature(String route, String masking) {
        TextHash hash = new TextHash();
        hash.add(route);
        hash.add(fingerprint());
        hash.add(masking);
        hash.add(job.where());
        hash.add(job.deletes() instanceof Deletes.Soft soft ? soft.column() : null);
        hash.add(sourceKey.toString());
        // Their names in the source, where two may swap what they are called, zones, labels and losses.
        carried().forEach(column -> hash.add(column.toRead().toString()));
        return HexFormat.of().formatHex(hash.end());
    }
}
