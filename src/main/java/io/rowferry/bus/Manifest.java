package io.rowferry.bus;

import io.rowferry.table.TableName;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * What a run says at its end of all that it has sent. One message for each run, in one of its lanes.
 *
 * @param run the run's name
 * @param number the run's number
 * @param lane in which it travels
 * @param history what it has been through
 * @param batches what was sent in each lane of each table
 */
public record Manifest(
        String job, String run, long number, int lane, History history, Map<Integer, Map<TableName, Sent>> batches)
        implements Arrival {
    /** So many batches with so many rows. */
    public record Sent(long batches, long rows) {
        public Sent plus(Sent more) {
            return new Sent(batches + more.batches, rows + more.rows);
        }
    }

    public Manifest {
        batches = Map.copyOf(batches);
    }

    String id() {
        return Packing.sha256(String.join("\n", job, run, "manifest").getBytes(StandardCharsets.UTF_8));
    }
}
