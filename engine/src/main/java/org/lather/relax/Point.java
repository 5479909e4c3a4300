package org.lather.relax;

import org.lather.potential.Energetics;
import org.lather.structure.Structure;

/**
 * A place on the surface that is gone down.
 *
 * @param variables y, see {@link Coordinates}
 * @param value E + pV, eV; infinite where the potential gave no number
 * @param gradient of the value with respect to y
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
record Point(double[] variables, Structure structure, Energetics energetics, double value, double[] gradient) {}
