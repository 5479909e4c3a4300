package org.lather.relax;

import org.lather.potential.Energetics;
import org.lather.structure.Structure;

/**
 * A point on the potential energy surface.
 *
 * @param variables y, see {@link Coordinates}
 * @param value E + pV, eV; infinite if the potential returned no finite number
 * @param gradient of the value with respect to y
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
record Point(double[] variables, Structure structure, Energetics energetics, double value, double[] gradient) {}
