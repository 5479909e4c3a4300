package org.lather.relax;

import java.util.Arrays;
import org.lather.potential.Energetics;
import org.lather.potential.Potential;
import org.lather.structure.CloseAtoms;
import org.lather.structure.Structure;

/** The potential energy surface E + pV as a function of the variables, with a count of its evaluations. */
final class Surface {
    private final Potential potential;
    private final Coordinates coordinates;
    private int evaluations;

    Surface(Potential potential, Coordinates coordinates) {
        this.potential = potential;
        this.coordinates = coordinates;
    }

    int evaluations() {
        return evaluations;
    }

    Point at(double[] y) {
        Structure s = coordinates.structure(y);
        evaluations++;
        // a step that makes atoms overlap is too long, as one to a structure without a finite energy
        Energetics e = CloseAtoms.overlap(s) ? none(s) : potential.of(s);
        double value = e.isFinite() ? coordinates.value(s, e) : Double.POSITIVE_INFINITY;
        return new Point(y, s, e, value, coordinates.gradient(y, s, e));
    }

    private static Energetics none(Structure s) {
        double[] forces = new double[3 * s.size()];
        Arrays.fill(forces, Double.NaN);
        double[] virial = new double[9];
        Arrays.fill(virial, Double.NaN);
        return new Energetics(Double.NaN, forces, virial);
    }

    /** The point at {@code from + step · direction}. */
    Point along(Point from, double[] direction, double step) {
        double[] y = from.variables().clone();
        for (int k = 0; k < y.length; k++) {
            y[k] += step * direction[k];
        }
        return at(y);
    }
}
