package org.lather.backend;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** Derivatives of energies of structures by central differences, extrapolated over three steps (Richardson). */
public final class FiniteDifferences {
    private static final double STEP = 4e-3;
    /** Central differences of h, h/2, h/4 with errors h² and h⁴ removed. */
    private static final double[] WEIGHTS = {1.0 / 45, -20.0 / 45, 64.0 / 45};

    private FiniteDifferences() {}

    /** dE/dr, [atom][3]. */
    public static double[] positions(Structure s, Function<List<Structure>, double[]> energies) {
        return column(positionsOfAll(s, m -> rows(energies.apply(m))));
    }

    /** dE/dε_ab of r → r (1 + ε), [a][b]. */
    public static double[] strain(Structure s, Function<List<Structure>, double[]> energies) {
        return column(strainOfAll(s, m -> rows(energies.apply(m))));
    }

    /** d/dr of many values of a structure at once, [atom · 3 + axis][value]. */
    public static double[][] positionsOfAll(Structure s, Function<List<Structure>, double[][]> values) {
        List<Structure> moved = new ArrayList<>();
        for (int k = 0; k < 3 * s.size(); k++) {
            for (int q = 0; q < 6; q++) {
                double[] x = s.positions();
                x[k] += step(q);
                moved.add(Structure.of(s.atomicNumbers(), x, s.cell()));
            }
        }
        return extrapolate(values.apply(moved), 1);
    }

    /** d/dh_ab of many values of a structure, its atoms where they are, [3 a + b][value]. */
    public static double[][] cellOfAll(Structure s, Function<List<Structure>, double[][]> values) {
        List<Structure> moved = new ArrayList<>();
        for (int k = 0; k < 9; k++) {
            for (int q = 0; q < 6; q++) {
                double[] h = s.cell().rows();
                h[k] += step(q) / 4;
                moved.add(Structure.of(s.atomicNumbers(), s.positions(), withRows(s.cell(), h)));
            }
        }
        return extrapolate(values.apply(moved), 0.25);
    }

    /** d/dε_ab of many values of a structure, [3 a + b][value]. */
    public static double[][] strainOfAll(Structure s, Function<List<Structure>, double[][]> values) {
        List<Structure> moved = new ArrayList<>();
        for (int k = 0; k < 9; k++) {
            for (int q = 0; q < 6; q++) {
                double[] x = strained(s.positions(), k / 3, k % 3, step(q) / 4);
                double[] h = strained(s.cell().rows(), k / 3, k % 3, step(q) / 4);
                Cell cell = s.cell().hasVectors() ? withRows(s.cell(), h) : Cell.NONE;
                moved.add(Structure.of(s.atomicNumbers(), x, cell));
            }
        }
        return extrapolate(values.apply(moved), 0.25);
    }

    private static Cell withRows(Cell cell, double[] h) {
        return Cell.of(h, cell.periodic(0), cell.periodic(1), cell.periodic(2));
    }

    private static double[][] rows(double[] values) {
        return Arrays.stream(values).mapToObj(v -> new double[] {v}).toArray(double[][]::new);
    }

    private static double[] column(double[][] rows) {
        return Arrays.stream(rows).mapToDouble(r -> r[0]).toArray();
    }

    private static double[] strained(double[] vectors, int a, int b, double e) {
        double[] out = vectors.clone();
        for (int i = 0; i < out.length; i += 3) {
            out[i + b] += e * vectors[i + a];
        }
        return out;
    }

    private static double step(int q) {
        return (q % 2 == 0 ? STEP : -STEP) / (1 << (q / 2));
    }

    private static double[][] extrapolate(double[][] e, double scale) {
        double[][] out = new double[e.length / 6][e[0].length];
        for (int k = 0; k < out.length; k++) {
            for (int h = 0; h < 3; h++) {
                for (int v = 0; v < out[k].length; v++) {
                    out[k][v] +=
                            WEIGHTS[h] * (e[6 * k + 2 * h][v] - e[6 * k + 2 * h + 1][v]) / (2 * step(2 * h) * scale);
                }
            }
        }
        return out;
    }

    /** Whether no pair comes so near to a kink of the cutoff function that a difference would step over it. */
    public static boolean clear(Structure s, DensityExpansion expansion) {
        return clear(s, expansion.cutoff());
    }

    /** Whether no pair comes so near to a kink of a cutoff function that a difference would step over it. */
    public static boolean clear(Structure s, Cutoff cutoff) {
        double radius = cutoff.radius();
        NeighbourList list = NeighbourList.of(s, radius + 1);
        for (double r : list.distances()) {
            double width = cutoff.smoothing().width();
            if (Math.abs(r - radius + width) < 2 * STEP || Math.abs(r - radius) < 2 * STEP) {
                return false;
            }
        }
        return true;
    }
}
