package org.lather.descriptor;

import java.util.Arrays;
import java.util.Set;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.density.RadialIntegral;
import org.lather.density.RadialIntegrals;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.math.SphericalHarmonics;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * The density coefficients c of one environment and their derivatives. With w = f u, a pair (i, j, S) of an element
 * with channel weights u_J adds u_J w I_nl Y_lm to c and d = u_J ((w I_nl)' Y_lm r̂ + w I_nl ∇Y_lm) to dc/dr_j; the
 * centre takes −d, the strain r_a d_b and the cell S_a d_b. Images of the centre move with it: they contribute only to
 * strain and cell. All arrays are [lm][J N + n].
 */
final class MovedDensity {
    private final DensityExpansion expansion;
    private final Channels channels;
    private final RadialIntegral integral;
    private final SphericalHarmonics angular;
    private final int n;
    private final int columns;
    private final double[] radial;
    private final double[] radialDerivative;
    private final double[] harmonics;
    private final double[] gradient;
    /** The derivative d of one pair without the channel's weight, [axis][lm][n]. */
    private final double[] pair;

    private final double[] values;
    private final double[][] center;
    private final double[][] strain;
    private final double[][] cell;
    private final double[][] moved;

    MovedDensity(DensityExpansion expansion, Channels channels, Set<Variable> variables) {
        this.expansion = expansion;
        this.channels = channels;
        integral = RadialIntegrals.of(expansion);
        angular = new SphericalHarmonics(expansion.basis().maxAngular());
        n = expansion.basis().radialSize();
        columns = Math.multiplyExact(channels.count(), n);
        radial = new double[(expansion.basis().maxAngular() + 1) * n];
        radialDerivative = new double[radial.length];
        harmonics = new double[angular.size()];
        gradient = new double[3 * harmonics.length];
        pair = new double[3 * harmonics.length * n];
        int size = Math.multiplyExact(harmonics.length, columns);
        values = new double[size];
        center = new double[variables.contains(Variable.POSITIONS) ? 3 : 0][size];
        moved = new double[center.length][size];
        strain = new double[variables.contains(Variable.STRAIN) ? 9 : 0][size];
        cell = new double[variables.contains(Variable.CELL) ? 9 : 0][size];
    }

    long bytes() {
        long arrays = 1L + center.length + moved.length + strain.length + cell.length;
        return 8 * (arrays * values.length + pair.length + gradient.length + harmonics.length + 2L * radial.length);
    }

    /** The number of values Q for one lm. */
    int columns() {
        return columns;
    }

    /** The coefficients c. The internal array. */
    double[] values() {
        return values;
    }

    /** The derivative dc/dr of the centre itself. */
    double[] center(int axis) {
        return center[axis];
    }

    /** The derivative dc/dε_ab. */
    double[] strain(int a, int b) {
        return strain[3 * a + b];
    }

    /** The derivative dc/dh_ab. */
    double[] cell(int a, int b) {
        return cell[3 * a + b];
    }

    /** The derivative dc/dr of the atom for which {@link #move} was called. */
    double[] moved(int axis) {
        return moved[axis];
    }

    /** The range of columns of an element's coefficients: the first, and one beyond the last. */
    int[] range(int atomicNumber) {
        int element = channels.indexOf(atomicNumber);
        return channels.isOneHot() ? new int[] {element * n, element * n + n} : new int[] {0, columns};
    }

    /** Computes everything of an environment except dc/dr of its neighbours. Pairs beyond the cutoff are ignored. */
    void expand(Structure s, NeighbourList list, int i) {
        Arrays.fill(values, 0);
        for (double[][] all : new double[][][] {center, strain, cell}) {
            for (double[] one : all) {
                Arrays.fill(one, 0);
            }
        }
        double own = expansion.density().centerAtomWeight();
        evaluate(0, 0, 0, 0);
        addValues(own, s.atomicNumber(i));
        for (int p = list.start(i); p < list.end(i); p++) {
            double r = list.distances()[p];
            if (!(r < expansion.cutoff().radius())) {
                continue;
            }
            double[] vector = {list.x()[p], list.y()[p], list.z()[p]};
            evaluate(r, vector[0], vector[1], vector[2]);
            int j = list.neighbours()[p];
            addValues(1, s.atomicNumber(j));
            for (int b = 0; b < 3; b++) {
                if (j != i && center.length > 0) {
                    add(-1, b, s.atomicNumber(j), center[b]);
                }
                for (int a = 0; a < 3; a++) {
                    if (strain.length > 0) {
                        add(vector[a], b, s.atomicNumber(j), strain[3 * a + b]);
                    }
                    if (cell.length > 0 && list.shifts()[3 * p + a] != 0) {
                        add(list.shifts()[3 * p + a], b, s.atomicNumber(j), cell[3 * a + b]);
                    }
                }
            }
        }
    }

    /** Computes dc/dr of an atom j other than the centre i; all its images move. */
    void move(Structure s, NeighbourList list, int i, int j) {
        for (double[] m : moved) {
            Arrays.fill(m, 0);
        }
        int p = first(list, i, j);
        for (; p < list.end(i) && list.neighbours()[p] == j; p++) {
            double r = list.distances()[p];
            if (r < expansion.cutoff().radius()) {
                evaluate(r, list.x()[p], list.y()[p], list.z()[p]);
                for (int b = 0; b < 3; b++) {
                    add(1, b, s.atomicNumber(j), moved[b]);
                }
            }
        }
    }

    /** The first pair of centre i with neighbour j; pairs of a centre are sorted by neighbour. */
    private static int first(NeighbourList list, int i, int j) {
        int low = list.start(i);
        int high = list.end(i);
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (list.neighbours()[middle] < j) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Computes w I, (w I)', Y and d of one pair; w = 1 at the centre, which has no direction. */
    private void evaluate(double r, double x, double y, double z) {
        integral.values(r, radial);
        angular.valuesAndGradient(x, y, z, harmonics, gradient);
        if (r == 0) {
            Arrays.fill(pair, 0);
            return;
        }
        integral.derivatives(r, radialDerivative);
        double f = expansion.cutoff().value(r);
        double u = expansion.density().scalingValue(r);
        double weight = f * u;
        double weightDerivative =
                expansion.cutoff().derivative(r) * u + f * expansion.density().scalingDerivative(r);
        for (int k = 0; k < radial.length; k++) {
            radialDerivative[k] = weightDerivative * radial[k] + weight * radialDerivative[k];
            radial[k] *= weight;
        }
        double[] direction = {x / r, y / r, z / r};
        for (int b = 0; b < 3; b++) {
            int at = b * harmonics.length * n;
            for (int l = 0; l <= expansion.basis().maxAngular(); l++) {
                for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                    double along = harmonics[lm] * direction[b];
                    double across = gradient[b * harmonics.length + lm];
                    for (int k = 0; k < n; k++) {
                        pair[at + lm * n + k] = along * radialDerivative[l * n + k] + across * radial[l * n + k];
                    }
                }
            }
        }
    }

    private void addValues(double factor, int atomicNumber) {
        int element = channels.indexOf(atomicNumber);
        for (int channel = 0; channel < channels.count(); channel++) {
            double u = factor * channels.weight(element, channel);
            if (u == 0) {
                continue;
            }
            for (int l = 0; l <= expansion.basis().maxAngular(); l++) {
                for (int lm = l * l; lm < (l + 1) * (l + 1); lm++) {
                    int to = lm * columns + channel * n;
                    for (int k = 0; k < n; k++) {
                        values[to + k] += u * harmonics[lm] * radial[l * n + k];
                    }
                }
            }
        }
    }

    private void add(double factor, int axis, int atomicNumber, double[] out) {
        int element = channels.indexOf(atomicNumber);
        int from = axis * harmonics.length * n;
        for (int channel = 0; channel < channels.count(); channel++) {
            double u = factor * channels.weight(element, channel);
            if (u == 0) {
                continue;
            }
            for (int lm = 0; lm < harmonics.length; lm++) {
                CouplingDerivative.add(u, pair, from + lm * n, out, lm * columns + channel * n, n);
            }
        }
    }
}
