package org.lather.potential;

import org.lather.structure.Cell;

/**
 * The energy of a structure and its derivatives.
 *
 * @param energy E, eV
 * @param forces −dE/dr, eV/Å, [atom][3] flattened
 * @param virial −dE/dε of a strain r → r (1 + ε), eV, [3][3] flattened
 * @param uncertainty predictive standard deviation of the energy, eV; NaN if not available
 * @param forcesUncertainty predictive standard deviations of the force components, eV/Å, [atom][3] flattened; empty if
 *     not available
 * @param members what the members of a committee predict; without members if not available
 */
@SuppressWarnings("ArrayRecordComponent") // large blocks handed over, not copied
public record Energetics(
        double energy,
        double[] forces,
        double[] virial,
        double uncertainty,
        double[] forcesUncertainty,
        Members members) {
    /**
     * The predictions of the members of a committee, in the units of an {@link Energetics}.
     *
     * @param energies [member]
     * @param forces [member][atom × 3]; empty if not available
     * @param virials [member][9]; empty if not available
     */
    @SuppressWarnings("ArrayRecordComponent") // large blocks handed over, not copied
    public record Members(double[] energies, double[][] forces, double[][] virials) {
        /** No members. */
        public static final Members NONE = new Members(new double[0], new double[0][], new double[0][]);
    }

    /** Creates a result without members. */
    public Energetics(double energy, double[] forces, double[] virial, double uncertainty, double[] forcesUncertainty) {
        this(energy, forces, virial, uncertainty, forcesUncertainty, Members.NONE);
    }

    /** Creates a result with the uncertainty of the energy only. */
    public Energetics(double energy, double[] forces, double[] virial, double uncertainty) {
        this(energy, forces, virial, uncertainty, new double[0]);
    }

    /** Creates a result without uncertainties. */
    public Energetics(double energy, double[] forces, double[] virial) {
        this(energy, forces, virial, Double.NaN);
    }

    /** Whether energy, forces and virial are finite. */
    public boolean isFinite() {
        double sum = energy;
        for (double f : forces) {
            sum += 0 * f;
        }
        for (double w : virial) {
            sum += 0 * w;
        }
        return Double.isFinite(sum);
    }

    /** The largest norm of a force, eV/Å. */
    public double largestForce() {
        double most = 0;
        for (int i = 0; i < forces.length; i += 3) {
            double x = forces[i];
            double y = forces[i + 1];
            double z = forces[i + 2];
            most = Math.max(most, x * x + y * y + z * z);
        }
        return Math.sqrt(most);
    }

    /**
     * The stress −virial/V, eV/Å³, [3][3] flattened; positive is tensile.
     *
     * @param cell cell of the structure, periodic in three directions
     * @throws IllegalArgumentException if the cell does not repeat in three directions
     */
    public double[] stress(Cell cell) {
        if (!cell.periodicEverywhere()) {
            throw new IllegalArgumentException(
                    "stress: expected a cell that repeats in three directions; use the virial");
        }
        double[] out = new double[9];
        for (int k = 0; k < 9; k++) {
            // 0 − w, so that zero has no sign
            out[k] = (0 - virial[k]) / Math.abs(cell.volume());
        }
        return out;
    }
}
