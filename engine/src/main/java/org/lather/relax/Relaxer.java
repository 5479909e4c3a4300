package org.lather.relax;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lather.error.Cure;
import org.lather.potential.NumericalException;
import org.lather.potential.Potential;
import org.lather.structure.Cell;
import org.lather.structure.CloseAtoms;
import org.lather.structure.DataException;
import org.lather.structure.Structure;

/**
 * Relaxes atoms, and optionally the cell, until forces and stress are small: L-BFGS with a line search, with steps of
 * at most 0.2 Å per atom and 5 % strain. Atoms that the column {@code move_mask} of a structure fixes (F, or F along an
 * axis, as ASE writes its constraints FixAtoms and FixCartesian) move only with the cell. The memory is that of the
 * potential plus about 50 vectors of the size of the positions.
 */
public final class Relaxer {
    private static final double LONGEST_MOVE = 0.2;
    private static final double LARGEST_STRAIN = 0.05;

    private final Potential potential;
    private final RelaxationGoal goal;
    private final Consumer<RelaxationStep> listener;

    public Relaxer(Potential potential, RelaxationGoal goal) {
        this(potential, goal, step -> {});
    }

    /**
     * @param listener is called for every step, including the initial structure; an exception that it throws ends the
     *     relaxation
     */
    public Relaxer(Potential potential, RelaxationGoal goal, Consumer<RelaxationStep> listener) {
        this.potential = potential;
        this.goal = goal;
        this.listener = listener;
    }

    /**
     * Relaxes a structure.
     *
     * @throws DataException if two atoms overlap, the cell is to be strained along a direction that is not periodic, or
     *     the column move_mask has another type
     * @throws NumericalException if the potential returns no finite number for the initial structure
     */
    public Relaxation relax(Structure start) {
        check(start);
        Coordinates coordinates = new Coordinates(start, goal);
        Surface surface = new Surface(potential, coordinates);
        Point at = surface.at(coordinates.origin());
        if (!at.energetics().isFinite()) {
            throw new NumericalException(
                    start.place() + "expected a finite energy, forces and virial at the start, got "
                            + at.energetics().energy() + " eV",
                    Cure.text("Check the structure and the model"));
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
                at.structure(),
                at.energetics(),
                now,
                coordinates.fixedAtoms(),
                surface.evaluations(),
                goal,
                obstacle == null ? "" : obstacle);
    }

    /**
     * The next point with a lower value. If the curvature memory does not help, it is discarded. Null if steepest
     * descent does not help either.
     */
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
                coordinates.largestForce(at.energetics()),
                coordinates.largestStress(at.structure(), at.energetics()));
        listener.accept(s);
        return s;
    }

    private boolean reached(RelaxationStep s) {
        return s.force() <= goal.forceTolerance()
                && (goal.cell() == CellFreedom.NONE || s.stress() <= goal.stressTolerance());
    }

    private void check(Structure s) {
        if (goal.cell() != CellFreedom.NONE) {
            checkCell(s);
        }
        CloseAtoms.refuse(s);
    }

    /**
     * Refuses strain along non-periodic directions: it only moves atoms, so this degree of freedom would be counted
     * twice.
     */
    private void checkCell(Structure s) {
        Cell cell = s.cell();
        if (cell.periodicEverywhere()) {
            return;
        }
        boolean masked = goal.cell() == CellFreedom.FULL && !goal.strain().equals(StrainMask.ALL);
        if (!masked) {
            throw new DataException(
                    s.place() + "expected a cell that repeats in three directions, as the cell is to be"
                            + " relaxed, got " + repetition(cell),
                    Cure.text("Relax the positions alone, or those components of the strain along"
                            + " which it repeats"));
        }
        for (StrainMask.Component c : goal.strain().free()) {
            if (!repeatsAlong(cell, c.row()) || !repeatsAlong(cell, c.column())) {
                throw new DataException(
                        s.place() + "expected a cell that repeats along "
                                + "xyz".charAt(c.row())
                                + (c.row() == c.column() ? "" : " and " + "xyz".charAt(c.column()))
                                + ", as the strain " + c.name().toLowerCase(Locale.ROOT) + " is to be relaxed, got "
                                + repetition(cell),
                        Cure.text("Leave that component out"));
            }
        }
        if (!(Math.abs(cell.volume()) > 0)) {
            throw new DataException(
                    s.place() + "expected three lattice vectors that span a volume, as stress is an"
                            + " energy over a volume, got vectors that span none",
                    Cure.text("Give a vector along the vacuum, too"));
        }
    }

    private static String repetition(Cell cell) {
        if (!cell.hasVectors()) {
            return "a structure without a cell";
        }
        StringJoiner vectors = new StringJoiner(" and ");
        for (int d = 0; d < 3; d++) {
            if (cell.periodic(d)) {
                vectors.add(String.valueOf("abc".charAt(d)));
            }
        }
        return vectors.length() == 0 ? "a cell that does not repeat" : "one that repeats along " + vectors + " alone";
    }

    /** Whether an axis lies in the span of the periodic lattice vectors. */
    private static boolean repeatsAlong(Cell cell, int axis) {
        double[] rest = new double[3];
        rest[axis] = 1;
        List<double[]> basis = new ArrayList<>();
        for (int d = 0; d < 3; d++) {
            if (cell.periodic(d)) {
                double[] v = {cell.get(d, 0), cell.get(d, 1), cell.get(d, 2)};
                basis.forEach(q -> remove(v, q));
                double length = Math.sqrt(CurvatureMemory.dot(v, v));
                basis.add(new double[] {v[0] / length, v[1] / length, v[2] / length});
            }
        }
        basis.forEach(q -> remove(rest, q));
        return CurvatureMemory.dot(rest, rest) < 1e-12;
    }

    /** Subtracts the projection on a unit vector. */
    private static void remove(double[] from, double[] unit) {
        double along = CurvatureMemory.dot(from, unit);
        for (int k = 0; k < 3; k++) {
            from[k] -= along * unit[k];
        }
    }
}
