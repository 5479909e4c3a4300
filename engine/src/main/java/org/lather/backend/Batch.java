package org.lather.backend;

/** Structures that were uploaded to a backend. */
public interface Batch extends AutoCloseable {
    int structures();

    /** The number of atoms of all structures together. */
    int environments();

    /** The number of atoms of a structure. */
    int atoms(int structure);

    @Override
    void close();
}
