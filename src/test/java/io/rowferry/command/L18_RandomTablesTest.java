package io.rowferry.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.rowferry.servers.Beside;
import io.rowferry.servers.Engine;
import io.rowferry.servers.Seeds;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tables that nobody thought of, between all engines, there and back: a value arrives as it was, or its row is rejected. */
@Beside
class L18_RandomTablesTest {
    /** A job has so many tables, one of each seed. */
    private static final int TOGETHER = 25;

    private static final List<Engine> ENGINES = List.of(Engine.POSTGRESQL, Engine.MARIADB);

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    static Stream<List<Long>> seeds() {
        List<Long> seeds = Seeds.fiveAndFresh().boxed().toList();
        List<List<Long>> blocks = new ArrayList<>();
        for (int i = 0; i < seeds.size(); i += TOGETHER) {
            blocks.add(seeds.subList(i, Math.min(i + TOGETHER, seeds.size())));
        }
        return blocks.stream();
    }

    @ParameterizedTest(name = "seeds {0}")
    @MethodSource("seeds")
    void L18_noValueIsChangedInSilence(List<Long> seeds) throws SQLException, IOException {
        System.out.println("L18_RandomTablesTest seeds " + seeds);
        List<String> complaints = new ArrayList<>();
        for (Engine from : ENGINES) {
            for (Engine to : ENGINES) {
                complaints.addAll(new RandomWalk(folder, from, to).complaints(seeds));
            }
        }
        assertThat(String.join("\n", complaints)).isEmpty();
    }
}
