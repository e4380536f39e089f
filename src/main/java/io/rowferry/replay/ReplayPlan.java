package io.rowferry.replay;

import io.rowferry.bus.DeadLetterQueue;
import io.rowferry.job.Job;
import io.rowferry.replay.LookAtLetters.Seen;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a replay would do, seen by peeking alone. */
public final class ReplayPlan {
    private final Seen seen;
    private final List<Chosen> letters;
    private final Map<Chosen, Fate> kept;

    private ReplayPlan(Seen seen, List<Chosen> letters, Map<Chosen, Fate> kept) {
        this.seen = seen;
        this.letters = letters;
        this.kept = kept;
    }

    /**
     * Looks through the queue.
     *
     * @param keeps why a letter that was chosen must stay; null when it need not
     * @throws io.rowferry.Failure as {@link LookAtLetters#oldestFirst}
     */
    public static ReplayPlan of(DeadLetterQueue queue, Job job, Choice choice, Function<Chosen, @Nullable Fate> keeps) {
        List<Chosen> letters = new ArrayList<>();
        Map<Chosen, Fate> kept = new LinkedHashMap<>();
        Map<String, String> reasons = new HashMap<>();
        Seen seen = new LookAtLetters(queue, job, choice, false).oldestFirst((letter, listed) -> {
            // One text for all letters of a reason: there may be very many.
            Chosen chosen = Chosen.of(
                    letter,
                    listed,
                    listed.place() - letters.size(),
                    reasons.computeIfAbsent(listed.reason(), reason -> reason));
            Fate fate = keeps.apply(chosen);
            if (fate == null) {
                letters.add(chosen);
            } else {
                kept.put(chosen, fate);
            }
        });
        return new ReplayPlan(seen, letters, kept);
    }

    /**
     * The same plan for some of its letters.
     *
     * @param fate of the others, which stay
     */
    public ReplayPlan only(Predicate<Chosen> some, Fate fate) {
        Map<Chosen, Fate> staying = new LinkedHashMap<>(kept);
        letters.stream().filter(some.negate()).forEach(letter -> staying.put(letter, fate));
        return new ReplayPlan(seen, letters.stream().filter(some).toList(), staying);
    }

    public Seen seen() {
        return seen;
    }

    /** What would be sent, as it lies in the queue. */
    public List<Chosen> letters() {
        return letters;
    }

    /** What was chosen and must stay, and why. */
    public Map<Chosen, Fate> kept() {
        return kept;
    }

    /** What would be sent, each session in its order, as near as that allows to how it lies in the queue. */
    public List<Chosen> inOrder() {
        Map<String, Deque<Chosen>> lanes = lanes(letters);
        List<Chosen> ordered = new ArrayList<>();
        for (Chosen letter : letters) {
            ordered.add(lanes.getOrDefault(letter.session(), new ArrayDeque<>()).remove());
        }
        return ordered;
    }

    /** Each session's letters in its order. */
    static Map<String, Deque<Chosen>> lanes(Collection<Chosen> letters) {
        Map<String, List<Chosen>> lists = new LinkedHashMap<>();
        letters.forEach(letter -> lists.computeIfAbsent(letter.session(), session -> new ArrayList<>())
                .add(letter));
        Map<String, Deque<Chosen>> lanes = new LinkedHashMap<>();
        lists.forEach((session, list) -> {
            list.sort(Chosen.ORDER);
            lanes.put(session, new ArrayDeque<>(list));
        });
        return lanes;
    }

    /**
     * One letter of each reason, and whatever of its session comes before it: the order of a session holds for probes,
     * too.
     */
    Set<Chosen> probes() {
        Map<String, Integer> best = new HashMap<>();
        Map<String, Chosen> probe = new LinkedHashMap<>();
        Map<String, List<Chosen>> lanes = new HashMap<>();
        lanes(letters).forEach((session, lane) -> lanes.put(session, new ArrayList<>(lane)));
        lanes.forEach((session, lane) -> {
            for (int place = 0; place < lane.size(); place++) {
                String reason = lane.get(place).reason();
                if (place < best.getOrDefault(reason, Integer.MAX_VALUE)) {
                    best.put(reason, place);
                    probe.put(reason, lane.get(place));
                }
            }
        });
        Set<Chosen> probes = new HashSet<>();
        probe.forEach((reason, letter) -> {
            List<Chosen> lane = lanes.getOrDefault(letter.session(), List.of());
            probes.addAll(lane.subList(0, lane.indexOf(letter) + 1));
        });
        return probes;
    }
}
