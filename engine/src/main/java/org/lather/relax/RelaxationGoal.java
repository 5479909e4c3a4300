package org.lather.relax;

/**
 * What a relaxation looks for.
 *
 * @param cell what of the cell is relaxed
 * @param strain which components of the strain are free where the cell is relaxed in full
 * @param pressure external pressure p, eV/Å³: E + pV is minimised; positive compresses
 * @param forceTolerance the longest force is to be at most this, eV/Å
 * @param stressTolerance no component of stress + p is to be larger, eV/Å³; plays no part where the cell stays
 * @param steps the most steps
 */
public record RelaxationGoal(
        CellFreedom cell,
        StrainMask strain,
        double pressure,
        double forceTolerance,
        double stressTolerance,
        int steps) {
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

    /** Every component of the strain that the cell's freedom has. */
    public RelaxationGoal(CellFreedom cell, double pressure, double forceTolerance, double stressTolerance, int steps) {
        this(cell, StrainMask.ALL, pressure, forceTolerance, stressTolerance, steps);
    }

    /** Positions alone, to 0.01 eV/Å within 500 steps. */
    public static RelaxationGoal positions() {
        return new RelaxationGoal(CellFreedom.NONE, 0, 0.01, 1e-4, 500);
    }

    /** Positions and cell without pressure, to 0.01 eV/Å and 1e-4 eV/Å³ (0.016 GPa) within 500 steps. */
    public static RelaxationGoal withCell(CellFreedom cell) {
        return new RelaxationGoal(cell, 0, 0.01, 1e-4, 500);
    }

    /** The same to other tolerances, eV/Å and eV/Å³. */
    public RelaxationGoal to(double force, double stress) {
        return new RelaxationGoal(cell, strain, pressure, force, stress, steps);
    }

    /** The same with other free components of the strain. */
    public RelaxationGoal with(StrainMask free) {
        return new RelaxationGoal(cell, free, pressure, forceTolerance, stressTolerance, steps);
    }
}
