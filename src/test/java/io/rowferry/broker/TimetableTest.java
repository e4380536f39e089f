package io.rowferry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimetableTest {
    /** When, and which. */
    private record Entry(long at, long sequence) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void it_agrees_with_a_sorted_map_whatever_comes_goes_and_comes_back(long seed) {
        Random random = new Random(seed);
        Timetable<String> timetable = new Timetable<>();
        TreeMap<Entry, String> plain =
                new TreeMap<>(Comparator.comparingLong(Entry::at).thenComparingLong(Entry::sequence));
        int numbers = 1 + random.nextInt(2000);
        for (int step = 0; step < 30_000; step++) {
            long sequence = random.nextInt(numbers) * 1024L;
            Entry entry = new Entry(sequence * 31 % 500, sequence);
            boolean growing = step / 5000 % 2 == 0;
            if (random.nextInt(growing ? 3 : 2) > 0 && plain.putIfAbsent(entry, "m" + sequence) == null) {
                timetable.add(entry.at(), sequence, "m" + sequence);
            } else if (random.nextBoolean() && plain.containsKey(entry)) {
                assertThat(timetable.remove(sequence)).isEqualTo(plain.remove(entry));
            } else if (!growing && !plain.isEmpty() && random.nextInt(3) == 0) {
                assertThat(timetable.firstDue(plain.firstKey().at()))
                        .isEqualTo(plain.firstKey().sequence());
                assertThat(timetable.removeFirst())
                        .isEqualTo(plain.pollFirstEntry().getValue());
            }
            assertThat(timetable.contains(sequence)).isEqualTo(plain.containsKey(entry));
            long next = plain.isEmpty() ? Long.MAX_VALUE : plain.firstKey().at();
            assertThat(timetable.next()).isEqualTo(next);
            assertThat(timetable.firstDue(next - 1)).isNull();
        }
    }
}
