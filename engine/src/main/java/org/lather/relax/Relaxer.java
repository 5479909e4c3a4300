package org.lather.relax;

import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lather.model.DataException;
import org.lather.neighbour.NeighbourList;
import org.lather.potential.NumericalException;
import org.lather.potential.Potential;
import org.lather.structure.Structure;

/**
 * Moves atoms, and where asked the cell, downhill until forces and stress are small: L-BFGS with a line search, steps of at most
 * 0.2 Å an atom and 5 % strain. Holds some 50 vectors of the size of the positions beside what the potential holds.
 */
public final class Relaxer {
    private static final double LONGEST_MOVE = 0.2;
    private static final double LARGEST_STRAIN = 0.05;

    /** Atoms nearer than this have no meaningful forces, Å. */
    private static final double NEAREST = 0.1;

    private final Potential potential;
    private final RelaxationGoal goal;
    private final Consumer<RelaxationStep> listener;

    public Relaxer(Potential potential, RelaxationGoal goal) {
        this(potential, goal, step -> {});
    }

    /** @param listener hears of every step, the start included; what it throws ends the relaxation */
    public Relaxer(Potential potential, RelaxationGoal goal, Consumer<RelaxationStep> listener) {
        this.potential = potential;
        this.goal = goal;
        this.listener = listener;
    }

    /**
     * Relaxes a structure.
     *
     * @throws DataException for atoms at one place, or a cell to be relaxed that does not repeat in three directions
     * @throws NumericalException where the potential gives no number for the start
     */
    public Relaxation relax(Structure start) {
        check(start);
        Coordinates coordinates = new Coordinates(start, goal.cell(), goal.pressure());
        Surface surface = new Surface(potential, coordinates);
        Point at = surface.at(coordinates.origin());
        if (!at.energetics().isFinite()) {
            throw new NumericalException(
                    start.place() + "expected a finite energy, forces and virial at the start, got "
                            + at.energetics().energy() + " eV. Check the structure and the model");
        }
        CurvatureMemory memory = new CurvatureMemory();
        String obstacle = null;
        int step = 0;
        RelaxationStep now = step(step, at, coordinates);
        while (!reached(now) && obstacle == null) {
            if (step == goal.steps()) {
                obstacle = "the most that were allowed";
                continue;
            }
            Point next = next(at, memory, surface, coordinates);
            if (next == null) {
                obstacle = "where no step lowers the energy further";
                continue;
            }
            memory.add(at, next);
            at = next;
            step++;
            now = step(step, at, coordinates);
        }
        return new Relaxation(
                at.structure(), at.energetics(), now, surface.evaluations(), goal, obstacle == null ? "" : obstacle);
    }

    /** The next point downhill; a memory that leads nowhere is dropped. Null where steepest descent does not help either. */
    private static @Nullable Point next(Point at, CurvatureMemory memory, Surface surface, Coordinates coordinates) {
        while (true) {
            double[] direction = memory.direction(at.gradient());
            if (CurvatureMemory.dot(direction, at.gradient()) < 0) {
                double longest = coordinates.farthest(direction, LONGEST_MOVE, LARGEST_STRAIN);
                Point next = LineSearch.run(surface, at, direction, longest);
                if (next != null) {
                    return next;
                }
            }
            if (memory.isEmpty()) {
                return null;
            }
            memory.clear();
        }
    }

    private RelaxationStep step(int number, Point at, Coordinates coordinates) {
        RelaxationStep s = new RelaxationStep(
                number,
                at.energetics().energy(),
                at.energetics().largestForce(),
                coordinates.largestStress(at.structure(), at.energetics()));
        listener.accept(s);
        return s;
    }

    private boolean reached(RelaxationStep s) {
        return s.force() <= goal.forceTolerance()
                && (goal.cell() == CellFreedom.NONE || s.stress() <= goal.stressTolerance());
    }

    private void check(Structure s) {
        if (goal.cell() != CellFreedom.NONE && !s.cell().periodicEverywhere()) {
            throw new DataException(s.place() + "expected a cell that repeats in three directions, as the cell is to be"
                    + " relaxed, got " + s.cell() + ". Relax the positions alone");
        }
        NeighbourList near = NeighbourList.of(s, NEAREST);
        for (int i = 0; i < s.size(); i++) {
            for (int p = near.start(i); p < near.end(i); p++) {
                throw new DataException(s.place()
                        + String.format(
                                Locale.ROOT,
                                "expected atoms at least %s A apart, got %.3g A between atoms %d and %d (from 0, images"
                                        + " included). Remove one of them",
                                NEAREST,
                                near.distances()[p],
                                i,
                                near.neighbours()[p]));
            }
        }
    }
}
