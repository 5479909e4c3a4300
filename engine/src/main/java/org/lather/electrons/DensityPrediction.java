package org.lather.electrons;

import org.lather.structure.Structure;

/**
 * The predicted density of a structure.
 *
 * @param coefficients of all functions of the structure, in bohr^(−3/2), in the order of the basis
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record DensityPrediction(Structure structure, double[] coefficients) {}
