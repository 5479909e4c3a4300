package org.lather.ranking;

import java.util.List;

/**
 * A measured chemical shift of an atom, or the common one of several atoms, such as those of a methyl group.
 *
 * @param atomicNumber element of the atoms
 * @param shift δ in ppm
 * @param sigma standard deviation of its errors in ppm: of the measurement, and of what the shieldings that a model has
 *     learnt lack; 0 if it is not known
 * @param atoms indices of the atoms, from 0; empty if the shift is not assigned
 */
public record MeasuredShift(int atomicNumber, double shift, double sigma, List<Integer> atoms) {
    /** Copies the list. */
    public MeasuredShift {
        atoms = List.copyOf(atoms);
    }
}
