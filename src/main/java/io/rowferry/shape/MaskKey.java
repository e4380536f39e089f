package io.rowferry.shape;

/** The secret that keys the hashes. */
@FunctionalInterface
public interface MaskKey {

    /**
     * Shows it.
     *
     * @throws IllegalStateException when the job declares none, and so should have no mask that needs one
     */
    String reveal();
}
