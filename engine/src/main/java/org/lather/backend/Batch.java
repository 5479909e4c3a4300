package org.lather.backend;

/** Structures where a backend can reach them. */
public interface Batch extends AutoCloseable {
    int structures();

    /** The number of atoms of all structures together. */
    int environments();

    /** The number of atoms of a structure. */
    int atoms(int structure);

    @Override
    void close();
}
