package io.rowferry.replay;

import io.rowferry.table.Replay;
import io.rowferry.table.RowCounts;
import java.util.Collection;
import java.util.Map;

/** Whoever applies what a replay sends, as far as the replay asks. */
public interface Target {
    /** What has become of those of them that have come. */
    Map<Replay, RowCounts> outcomes(Collection<Replay> replays);

    /**
     * Whether nothing more can come, since the queue is empty and nobody is at work.
     *
     * @throws io.rowferry.Failure when applying has failed for good
     */
    boolean isIdle();
}
