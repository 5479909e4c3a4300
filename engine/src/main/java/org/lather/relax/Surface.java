package org.lather.relax;

import org.lather.potential.Energetics;
import org.lather.potential.Potential;
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
        Energetics e = potential.of(s);
        evaluations++;
        double value = e.isFinite() ? coordinates.value(s, e) : Double.POSITIVE_INFINITY;
        return new Point(y, s, e, value, coordinates.gradient(y, s, e));
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
