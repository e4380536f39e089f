package io.rowferry.sync;

import io.rowferry.plan.TablePlan;
import io.rowferry.shape.Shape;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What is where in a row that was read, for what is to be sent of it.
 *
 * @param lanePlaces of the values that choose the lane
 * @param sentPlaces of what is sent; null for all that the shape makes of the row
 */
record Layout(int[] lanePlaces, int @Nullable [] sentPlaces) {

    /** A row of the table, which is sent. */
    static Layout row(TablePlan table) {
        return new Layout(table.lanePlaces(), null);
    }

    /** A row of the table, of which the key and the version are sent, since it is gone. */
    static Layout goneRow(TablePlan table) {
        return new Layout(table.lanePlaces(), table.deletedPlaces());
    }

    /** A key and a version, of a row that is gone. Without the row the key chooses the lane, as where nothing else is said. */
    static Layout goneKey(TablePlan table) {
        return new Layout(
                IntStream.range(0, table.key().size()).toArray(),
                IntStream.range(0, table.deletedPlaces().length).toArray());
    }

    @Nullable
    String[] message(Shape shape, @Nullable String[] row) {
        if (sentPlaces == null) {
            return shape.of(row);
        }
        @Nullable String[] sent = new @Nullable String[sentPlaces.length];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = row[sentPlaces[i]];
        }
        return sent;
    }
}
