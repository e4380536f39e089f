package io.rowferry.table;

/**
 * A batch's place in its lane, what tells late from in order.
 *
 * @param run the run's number, drawn together with its read snapshot, so that both rise alike
 * @param sequence the batch's number in its lane within the run, from 1
 */
public record Order(long run, long sequence) implements Comparable<Order> {

    /** Below every batch. */
    public static final Order NONE = new Order(0, 0);

    @Override
    public int compareTo(Order other) {
        int byRun = Long.compare(run, other.run);
        return byRun != 0 ? byRun : Long.compare(sequence, other.sequence);
    }
}
