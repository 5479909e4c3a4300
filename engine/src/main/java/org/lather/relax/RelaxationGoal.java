package org.lather.relax;

/**
 * Degrees of freedom and convergence criteria of a relaxation.
 *
 * @param cell degrees of freedom of the cell that are relaxed
 * @param strain free components of the strain if the cell is relaxed in full
 * @param pressure external pressure p, eV/Å³: E + pV is minimised; positive compresses
 * @param forceTolerance largest norm of a force, eV/Å
 * @param stressTolerance largest component of stress + p, eV/Å³; ignored if the cell is fixed
 * @param steps maximum number of steps
 */
public record RelaxationGoal(
        CellFreedom cell,
        StrainMask strain,
        double pressure,
        double forceTolerance,
        double stressTolerance,
        int steps) {
    /**
     * @throws IllegalArgumentException if single components of the strain are chosen without a cell that is relaxed in
     *     full, or a number is out of range
     */
    public RelaxationGoal {
        if (cell != CellFreedom.FULL && !strain.equals(StrainMask.ALL)) {
            throw new IllegalArgumentException(
                    "expected single components of the strain only where the cell is relaxed in full");
        }
        if (!Double.isFinite(pressure)) {
            throw new IllegalArgumentException("expected a finite pressure, got " + pressure);
        }
        if (cell == CellFreedom.NONE && pressure != 0) {
            throw new IllegalArgumentException(
                    "expected no pressure where the cell stays, got " + pressure + " eV/Å³; relax the cell too");
        }
        if (!(forceTolerance > 0) || !(stressTolerance > 0)) {
            throw new IllegalArgumentException(
                    "expected positive tolerances, got " + forceTolerance + " eV/Å and " + stressTolerance + " eV/Å³");
        }
        if (steps < 0) {
            throw new IllegalArgumentException("expected 0 steps or more, got " + steps);
        }
    }

    /** A goal with all strain components that the freedom of the cell allows. */
    public RelaxationGoal(CellFreedom cell, double pressure, double forceTolerance, double stressTolerance, int steps) {
        this(cell, StrainMask.ALL, pressure, forceTolerance, stressTolerance, steps);
    }

    /** A goal for positions only: 0.01 eV/Å within 500 steps. */
    public static RelaxationGoal positions() {
        return new RelaxationGoal(CellFreedom.NONE, 0, 0.01, 1e-4, 500);
    }

    /** A goal for positions and cell without pressure: 0.01 eV/Å and 1e-4 eV/Å³ (0.016 GPa) within 500 steps. */
    public static RelaxationGoal withCell(CellFreedom cell) {
        return new RelaxationGoal(cell, 0, 0.01, 1e-4, 500);
    }

    /** A copy of this goal with other tolerances, eV/Å and eV/Å³. */
    public RelaxationGoal to(double force, double stress) {
        return new RelaxationGoal(cell, strain, pressure, force, stress, steps);
    }

    /** A copy of this goal with other free components of the strain. */
    public RelaxationGoal with(StrainMask free) {
        return new RelaxationGoal(cell, free, pressure, forceTolerance, stressTolerance, steps);
    }
}
