package org.lather.relax;

import java.util.Locale;
import org.lather.potential.Energetics;
import org.lather.potential.NumericalException;
import org.lather.structure.Structure;
import org.lather.target.Unit;

/**
 * How a relaxation ended.
 *
 * @param structure the relaxed one, with the annotations of the start
 * @param energetics of it
 * @param last the last step
 * @param fixedAtoms how many were fixed
 * @param evaluations of the potential, those of line searches included
 * @param goal what was looked for
 * @param obstacle why it was not reached; empty where it was
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

    /** One sentence: how far it came, and what to do. */
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
     * This, where it converged.
     *
     * @throws NumericalException where it did not
     */
    public Relaxation expectConverged() {
        if (!converged()) {
            throw new NumericalException(describe());
        }
        return this;
    }
}
