package io.rowferry.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PaceTest {
    @Test
    void few_go_first() throws InterruptedException {
        Pace pace = new Pace(50, 0);
        List<Integer> sizes = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            sizes.add(pace.size());
            pace.await(pace.size());
        }
        assertThat(sizes).containsExactly(1, 2, 5, 10, 20, 50, 50);
    }

    @Test
    void no_more_go_in_a_second_than_are_allowed_even_after_a_stop() throws InterruptedException {
        Pace pace = new Pace(50, 20);
        pace.await(1);
        Thread.sleep(300);
        long before = System.nanoTime();
        pace.await(2);
        pace.await(2);
        pace.await(1);
        assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(200_000_000);
        assertThat(new Pace(50, 3).size()).isEqualTo(1);
    }
}
