package io.rowferry.survey;

import io.rowferry.bus.DeadLetter;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.bus.ServiceBusQueue;

/** Counts what waits, as far as it is worth the time: the bus hands out each message with its rows to be counted. */
final class CountMessages {
    /** Of the queue, whose messages are full of rows. */
    private static final long MOST = 1_000;

    /** Of dead letters, which carry few. */
    private static final long MOST_DEAD = 10_000;

    private CountMessages() {}

    static Depth in(ServiceBusQueue queue) {
        long count = queue.count(MOST + 1);
        return new Depth(Math.min(count, MOST), count > MOST);
    }

    static DeadLetterDepth in(DeadLetterQueue queue, String job) {
        Dead dead = new Dead(job);
        queue.peekWhile(dead::count);
        return new DeadLetterDepth(dead.waiting, dead.foreign, dead.more);
    }

    private static final class Dead {
        private final String job;
        private long waiting;
        private long foreign;
        private boolean more;

        Dead(String job) {
            this.job = job;
        }

        /** However many there are of others, the first one of the job is found: somebody has to look then. */
        boolean count(DeadLetter letter) {
            if (waiting > 0 && waiting + foreign >= MOST_DEAD) {
                more = true;
                return false;
            }
            if (job.equals(letter.job())) {
                waiting++;
            } else {
                foreign++;
            }
            return true;
        }
    }
}
