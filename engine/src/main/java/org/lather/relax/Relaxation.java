package org.lather.relax;

import java.util.Locale;
import org.lather.potential.Energetics;
import org.lather.potential.NumericalException;
import org.lather.structure.Structure;
import org.lather.target.Unit;

/**
 * The result of a relaxation.
 *
 * @param structure the relaxed structure, with the annotations of the initial one
 * @param energetics energy, forces and virial of the relaxed structure
 * @param last the last step
 * @param fixedAtoms number of fixed atoms
 * @param evaluations number of evaluations of the potential, including those of line searches
 * @param goal the convergence criteria
 * @param obstacle why the goal was not reached; empty if it was
 */
public record Relaxation(
        Structure structure,
        Energetics energetics,
        RelaxationStep last,
        int fixedAtoms,
        int evaluations,
        RelaxationGoal goal,
        String obstacle) {
    private static final double GPA = Unit.of("GPa").factor();

    public boolean converged() {
        return obstacle.isEmpty();
    }

    /** A sentence for the user: how far the relaxation came, and what to do. */
    public String describe() {
        boolean cell = goal.cell() != CellFreedom.NONE;
        String reached = String.format(
                Locale.ROOT,
                "largest force %.2g eV/A (wanted %.2g)%s%s",
                last.force(),
                goal.forceTolerance(),
                fixedAtoms == 0 ? "" : " beside " + fixedAtoms + " fixed atoms",
                cell
                        ? String.format(
                                Locale.ROOT,
                                ", largest stress %.2g GPa (wanted %.2g)",
                                last.stress() / GPA,
                                goal.stressTolerance() / GPA)
                        : "");
        return converged()
                ? "relaxed in " + last.step() + " steps: " + reached
                : "not relaxed after " + last.step() + " steps, " + obstacle + ": " + reached;
    }

    /**
     * Returns this relaxation if it converged.
     *
     * @throws NumericalException if it did not converge
     */
    public Relaxation expectConverged() {
        if (!converged()) {
            throw new NumericalException(describe());
        }
        return this;
    }

    /** Returns {@link #describe}. */
    @Override
    public String toString() {
        return describe();
    }
}
