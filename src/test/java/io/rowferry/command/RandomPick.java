package io.rowferry.command;

import java.util.List;
import java.util.Random;

/** Chance, the same again for the same seed. */
final class RandomPick {
    private final Random random;

    RandomPick(long seed) {
        this.random = new Random(seed);
    }

    @SafeVarargs
    @SuppressWarnings("varargs") // only read
    final <T> T of(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T of(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** Whether something happens that happens so often. */
    boolean perCent(int chance) {
        return random.nextInt(100) < chance;
    }

    /** Both ends may come. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    long number() {
        return random.nextLong();
    }

    double fraction() {
        return random.nextDouble();
    }

    byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
