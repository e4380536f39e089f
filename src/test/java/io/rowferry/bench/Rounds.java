package io.rowferry.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Times of one thing, measured several times; the median speaks for it. */
final class Rounds {
    private final List<Double> seconds = new ArrayList<>();

    void add(double time) {
        seconds.add(time);
    }

    double median() {
        List<Double> sorted = seconds.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    double worst() {
        return Collections.max(seconds);
    }

    /** This in a line, beside what it is compared with: the same rows done another way. */
    String beside(Rounds base, String what, long rows) {
        return String.format(
                Locale.ROOT,
                "%-28s %6.2f s  %,9.0f rows/s  %.2f of by hand  %s",
                what,
                median(),
                rows / median(),
                base.median() / median(),
                this);
    }

    @Override
    public String toString() {
        return seconds.stream().map(s -> String.format(Locale.ROOT, "%.2f", s)).toList() + " s";
    }
}
