package io.rowferry.broker;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;

/**
 * Where each message may be after the broker was killed, from what was asked of the broker and what it acknowledged. The
 * requests for one message follow each other, and each says where the message will be; so the message is where the last
 * acknowledged one has put it, or where a later one would. What one transaction does to several messages is asked for
 * each, and acknowledged for each with the transaction. Thread-safe.
 */
final class Fates {
    /** The parts of a queue. */
    enum Where {
        NOWHERE,
        WAITING,
        DEFERRED,
        SCHEDULED,
        DEAD
    }

    /** {@code count} of failed deliveries, 0 for {@code NOWHERE}. */
    record Place(Where where, long count) {
        static final Place NOWHERE = new Place(Where.NOWHERE, 0);
    }

    private final Map<String, List<Place>> asked = new HashMap<>();
    private final Map<String, Integer> acknowledged = new HashMap<>();
    private final Set<Where> kinds = EnumSet.noneOf(Where.class);
    private int acknowledgements;

    /** The broker is about to be asked to put the message there; returns what {@link #acknowledge} wants. */
    synchronized int ask(String id, Where where, long count) {
        List<Place> places = asked.computeIfAbsent(id, first -> new ArrayList<>(List.of(Place.NOWHERE)));
        places.add(new Place(where, count));
        return places.size() - 1;
    }

    int ask(String id, Where where) {
        return ask(id, where, 0);
    }

    /** The broker says that it did so. */
    synchronized void acknowledge(String id, int request) {
        acknowledged.merge(id, request, Math::max);
        kinds.add(Objects.requireNonNull(asked.get(id)).get(request).where());
        acknowledgements++;
    }

    synchronized int acknowledgements() {
        return acknowledgements;
    }

    /** True once a message was put into each part. */
    synchronized boolean hasAllKinds() {
        return kinds.size() == Where.values().length;
    }

    synchronized List<Place> possible(String id) {
        List<Place> places = asked.getOrDefault(id, List.of());
        return List.copyOf(places.subList(Math.min(places.size(), acknowledged.getOrDefault(id, 0)), places.size()));
    }

    /** Ids of messages that the broker has taken for certain, whatever became of them. */
    synchronized List<String> taken() {
        return acknowledged.keySet().stream().sorted().toList();
    }

    /** What contradicts the acknowledgements, by the id of the message; empty when all is well. */
    synchronized Map<String, String> contradictions(Map<String, Place> found) {
        Map<String, String> wrong = new TreeMap<>();
        found.forEach((id, place) -> {
            if (!asked.containsKey(id)) {
                wrong.put(id, "is " + place + " and was never sent");
            }
        });
        for (String id : asked.keySet()) {
            Place place = found.getOrDefault(id, Place.NOWHERE);
            if (!possible(id).contains(place)) {
                wrong.put(id, "is " + place + " and must be one of " + possible(id));
            }
        }
        return wrong;
    }
}
