package io.rowferry.replay;

/** Where letters are kept that are taken off for good. */
public interface Archive {
    void add(ShownLetter letter);

    /** Returns when nothing that was added can be lost. */
    void keep();
}
