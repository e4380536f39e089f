package io.rowferry.command;

import io.rowferry.servers.Engine;
import java.util.List;

/** What somebody might have declared in another database for the values of a type: as good, narrower, or nonsense. */
interface RandomCounterparts {
    /** One that holds every value, if the engine has it. */
    RandomType natural(RandomType source);

    /** One that may be too narrow, or another thing altogether. */
    RandomType plausible(RandomType source);

    static RandomCounterparts of(Engine engine, RandomPick pick, String table) {
        return engine == Engine.POSTGRESQL
                ? new RandomPostgresCounterparts(pick, table)
                : new RandomMariaDbCounterparts(pick);
    }

    /** Any type, for a source. */
    RandomType any();

    /** Labels that another release of the application would have. */
    static List<String> otherLabels(RandomPick pick, RandomType source) {
        return source.labels().isEmpty() || pick.perCent(30) ? RandomTexts.labels(pick) : source.labels();
    }
}
