package io.rowferry.replay;

import io.rowferry.bus.DeadLetter;
import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.job.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks through the dead-letter queue by peeking: nothing is locked, moved or counted. However many there are, a page of
 * them is in memory at a time. One thread.
 */
public final class LookAtLetters {
    /** What a look needs to begin a page again: a number for each. */
    private static final int PAGE = 100;

    private final DeadLetterQueue queue;
    private final Job job;
    private final Choice choice;
    private final boolean foreignToo;

    /**
     * Sets it up. The queue stays the caller's.
     *
     * @param foreignToo whether a choice that names no letter means those of others, too
     */
    public LookAtLetters(DeadLetterQueue queue, Job job, Choice choice, boolean foreignToo) {
        this.queue = queue;
        this.job = job;
        this.choice = choice;
        this.foreignToo = foreignToo;
    }

    /** Is shown a letter. */
    @FunctionalInterface
    public interface Viewer {
        void see(DeadLetter letter, ListedLetter listed);
    }

    /**
     * What was seen in all.
     *
     * @param listed how many dead letters there are
     * @param matched how many of them were chosen
     * @param reasons how many of the chosen have each reason
     */
    public record Seen(long listed, long matched, Map<String, Long> reasons) {}

    /**
     * Shows every letter that was chosen, oldest first.
     *
     * @throws io.rowferry.Failure with {@code USAGE} when it was chosen by something that there is not; with {@code OUTAGE}
     *     when the bus cannot be reached
     */
    public Seen oldestFirst(Viewer viewer) {
        if (!choice.isAll()) {
            Inventory inventory = new Inventory(choice, job.name());
            queue.peekAll(inventory::add);
            inventory.check(job);
        }
        Look look = new Look(viewer);
        queue.peekAll(look::at);
        return look.seen();
    }

    /** The same, newest first. */
    public Seen newestFirst(Viewer viewer) {
        List<Long> pages = new ArrayList<>();
        Inventory inventory = new Inventory(choice, job.name());
        queue.peekAll(letter -> {
            if (inventory.count() % PAGE == 0) {
                pages.add(letter.sequenceNumber());
            }
            inventory.add(letter);
        });
        inventory.check(job);
        Look look = new Look(viewer);
        long end = Long.MAX_VALUE;
        for (int page = pages.size() - 1; page >= 0; page--) {
            List<DeadLetter> letters = queue.page(PAGE, pages.get(page));
            for (int i = letters.size() - 1; i >= 0; i--) {
                if (letters.get(i).sequenceNumber() < end) {
                    look.at(letters.get(i));
                }
            }
            end = pages.get(page);
        }
        return look.seen();
    }

    private final class Look {
        private final Viewer viewer;
        private final Map<String, Long> reasons = new TreeMap<>();
        private long listed;
        private long matched;

        Look(Viewer viewer) {
            this.viewer = viewer;
        }

        void at(DeadLetter letter) {
            ListedLetter it = ListedLetter.of(letter, listed++, job.name());
            if (matched < choice.limit() && choice.matches(letter, it, foreignToo)) {
                matched++;
                reasons.merge(it.reason(), 1L, Long::sum);
                viewer.see(letter, it);
            }
        }

        Seen seen() {
            return new Seen(listed, matched, reasons);
        }
    }
}
