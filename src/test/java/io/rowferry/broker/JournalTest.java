package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.Statistics;
import org.rocksdb.TickerType;

/** A killed process loses nothing that was handed to the system, so what syncing is for is looked at here. */
class JournalTest {
    @TempDir
    Path data;

    @Test
    void nothing_is_announced_before_the_log_is_synced_once_for_its_whole_group() throws Exception {
        assertThat(BrokerSettings.in(data, Clock.systemUTC()).synced()).isTrue();
        assertThat(syncsAtEachOfFiveAnnouncements(true)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @Test
    void a_broker_that_is_only_measured_does_not_sync() throws Exception {
        assertThat(syncsAtEachOfFiveAnnouncements(false)).containsExactly(0L, 0L, 0L, 0L, 0L);
    }

    private List<Long> syncsAtEachOfFiveAnnouncements(boolean synced) throws Exception {
        List<Long> syncs = new ArrayList<>();
        Queue<Runnable> notYet = new ArrayDeque<>();
        try (Statistics statistics = new Statistics();
                Database database = Database.open(data, synced, options -> options.setStatistics(statistics));
                Journal journal = new Journal(database, notYet::add, failure -> {})) {
            long before = statistics.getTickerCount(TickerType.WAL_FILE_SYNCED);
            for (int group = 0; group < 5; group++) {
                for (int i = 0; i < 100; i++) {
                    journal.putBody(new BodyKey(0, 100L * group + i), new byte[1000]);
                }
                journal.whenDurable(() -> syncs.add(statistics.getTickerCount(TickerType.WAL_FILE_SYNCED) - before));
                journal.drain();
            }
        }
        return syncs;
    }
}
