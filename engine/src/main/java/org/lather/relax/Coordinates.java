package org.lather.relax;

import org.lather.potential.Energetics;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/**
 * The variables of a relaxation: r_i = F s_i and a = F a⁰ for positions and lattice vectors, with F = exp U and U
 * symmetric, so that the cell cannot rotate and volumes stay positive. The variables are s [atom][3], Å, and ℓ U. The
 * length ℓ = √N (V/N)^(1/3) makes their curvatures similar: strain costs V C ε², so the curvature in ℓ ε is that of one
 * bond. Fixed degrees of freedom keep their variables: a fixed atom moves only with the cell, and fixed components of U
 * stay zero.
 *
 * <p>With f = −dE/dr, G = dE/dε and V = V⁰ det F: dE/ds = −F f, d(E + pV)/dF = (G + pV) F⁻¹, and d/dU follows by the
 * adjoint of the derivative of the exponential.
 */
final class Coordinates {
    private static final StrainMask.Component[] COMPONENTS = StrainMask.Component.values();

    private final Structure start;
    private final MoveMask atoms;
    private final CellFreedom freedom;
    private final StrainMask strain;
    private final double pressure;
    private final double length;

    Coordinates(Structure start, RelaxationGoal goal) {
        this.start = start;
        this.atoms = MoveMask.of(start);
        this.freedom = goal.cell();
        this.strain = goal.strain();
        this.pressure = goal.pressure();
        int n = start.size();
        this.length = freedom == CellFreedom.NONE
                ? 1
                : Math.sqrt(n) * Math.cbrt(Math.abs(start.cell().volume()) / n);
    }

    private int cellVariables() {
        return switch (freedom) {
            case NONE -> 0;
            case ISOTROPIC -> 1;
            case FULL -> 6;
        };
    }

    /** The variables of the initial structure. */
    double[] origin() {
        return java.util.Arrays.copyOf(start.positions(), 3 * start.size() + cellVariables());
    }

    private double[] logarithm(double[] y) {
        double[] u = new double[9];
        int first = 3 * start.size();
        if (freedom == CellFreedom.ISOTROPIC) {
            for (int k = 0; k < 3; k++) {
                u[4 * k] = y[first] / length / Math.sqrt(3);
            }
        }
        for (int k = 0; k < 6 && freedom == CellFreedom.FULL; k++) {
            // an off-diagonal variable represents two equal elements
            double x = y[first + k] / length / (k < 3 ? 1 : Math.sqrt(2));
            u[place(k)] = x;
            u[3 * COMPONENTS[k].column() + COMPONENTS[k].row()] = x;
        }
        return u;
    }

    /** The index of a strain component in a matrix, above its diagonal. */
    private static int place(int component) {
        return 3 * COMPONENTS[component].row() + COMPONENTS[component].column();
    }

    /** The structure for given variables. */
    Structure structure(double[] y) {
        double[] s = java.util.Arrays.copyOf(y, 3 * start.size());
        if (freedom == CellFreedom.NONE) {
            return moved(s, start.cell());
        }
        double[] f = new SymmetricExponential(logarithm(y)).value(1);
        Cell cell = start.cell();
        return moved(
                Matrix3.apply(f, s),
                Cell.of(Matrix3.apply(f, cell.rows()), cell.periodic(0), cell.periodic(1), cell.periodic(2)));
    }

    private Structure moved(double[] positions, Cell cell) {
        return Structure.of(start.atomicNumbers(), positions, cell).with(start.annotations());
    }

    /** The objective E + pV, eV. */
    double value(Structure s, Energetics e) {
        return pressure == 0
                ? e.energy()
                : e.energy() + pressure * Math.abs(s.cell().volume());
    }

    /** The derivative of {@link #value} with respect to the variables. */
    double[] gradient(double[] y, Structure s, Energetics e) {
        int n = 3 * start.size();
        double[] out = new double[y.length];
        if (freedom == CellFreedom.NONE) {
            addForces(e.forces(), out);
            return out;
        }
        SymmetricExponential exponential = new SymmetricExponential(logarithm(y));
        addForces(Matrix3.apply(exponential.value(1), e.forces()), out);
        double[] w = exponential.derivative(Matrix3.symmetric(Matrix3.product(residual(s, e), exponential.value(-1))));
        if (freedom == CellFreedom.ISOTROPIC) {
            out[n] = (w[0] + w[4] + w[8]) / length / Math.sqrt(3);
            return out;
        }
        for (int k = 0; k < 6; k++) {
            out[n + k] = strain.has(COMPONENTS[k]) ? w[place(k)] / length * (k < 3 ? 1 : Math.sqrt(2)) : 0;
        }
        return out;
    }

    private void addForces(double[] forces, double[] out) {
        for (int k = 0; k < forces.length; k++) {
            out[k] = atoms.free(k) ? -forces[k] : 0;
        }
    }

    /** The largest norm of a force along free coordinates, eV/Å. */
    double largestForce(Energetics e) {
        return atoms.largestForce(e.forces());
    }

    /** The number of atoms that are fixed. */
    int fixedAtoms() {
        return atoms.fixedAtoms();
    }

    /** The derivative of E + pV with respect to strain, G + pV, eV. */
    private double[] residual(Structure s, Energetics e) {
        double[] g = Matrix3.symmetric(e.virial());
        double pv = pressure * Math.abs(s.cell().volume());
        for (int k = 0; k < 9; k++) {
            g[k] = (k % 4 == 0 ? pv : 0) - g[k];
        }
        return g;
    }

    /** The largest free component of stress + p, eV/Å³. */
    double largestStress(Structure s, Energetics e) {
        if (freedom == CellFreedom.NONE) {
            return 0;
        }
        double[] g = residual(s, e);
        double most = freedom == CellFreedom.FULL ? 0 : Math.abs(g[0] + g[4] + g[8]) / 3;
        for (int k = 0; k < 6 && freedom == CellFreedom.FULL; k++) {
            most = strain.has(COMPONENTS[k]) ? Math.max(most, Math.abs(g[place(k)])) : most;
        }
        return most / Math.abs(s.cell().volume());
    }

    /**
     * The longest step along a direction for which no atom moves by more than {@code atom} Å and no strain exceeds
     * {@code strain}.
     */
    double farthest(double[] direction, double atom, double strain) {
        int n = 3 * start.size();
        double most = 0;
        for (int i = 0; i < n; i += 3) {
            double square = 0;
            for (int k = 0; k < 3; k++) {
                square += direction[i + k] * direction[i + k];
            }
            most = Math.max(most, Math.sqrt(square) / atom);
        }
        for (int k = n; k < direction.length; k++) {
            most = Math.max(most, Math.abs(direction[k]) / length / strain);
        }
        return most == 0 ? 1 : 1 / most;
    }
}
