package io.rowferry.command;

import io.rowferry.bus.BusAddress;
import io.rowferry.replay.Chosen;
import io.rowferry.replay.Deed;
import io.rowferry.replay.Fate;
import io.rowferry.replay.ReplayProgress;
import org.jspecify.annotations.Nullable;

/** Something that is done with dead letters. */
interface LetterDeed {
    Deed deed();

    /** Why a letter that was chosen must stay; null when it need not. */
    @Nullable
    Fate keeps(Chosen letter);

    /** Where letters go, or are taken off. */
    BusAddress place(BusAddress from);

    /** Why it is done, in the user's words; empty without. */
    default String because() {
        return "";
    }

    ReplayProgress run(LettersAtHand letters) throws InterruptedException;
}
