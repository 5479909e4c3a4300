package org.lather.electrons;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Compares predicted densities with the coefficients of the files that belong to the structures. */
public final class DensityStatistics {
    private final FittedDensity density;
    private final Overlaps overlaps;
    private final CoefficientFiles files;
    private long count;
    private long missing;
    private double error;
    private double averages;
    private double norm;
    private double electrons;
    private double sum;
    private double dipole;
    private double absolute;
    private double compared;

    /**
     * Prepares a comparison.
     *
     * @param structures the structures that are predicted, of which nothing is read
     */
    public DensityStatistics(FittedDensity density, Structures structures) {
        this.density = density;
        this.overlaps = new Overlaps(density.basis());
        this.files = DensitySet.files(density.options(), density.basis(), structures);
    }

    /**
     * Compares a prediction, if there is a file with coefficients for its structure file.
     *
     * @throws org.lather.structure.DataException if that file lacks the frame, or has another number of functions
     */
    public void add(DensityPrediction p) {
        add(p, null);
    }

    /**
     * Compares a prediction, as {@link #add(DensityPrediction)}, and its values on a grid.
     *
     * @param grid integrates the error of the density over the grid; null for none
     * @throws org.lather.structure.DataException if that file lacks the frame, or has another number of functions
     */
    public void add(DensityPrediction p, @Nullable CubeWriter grid) {
        Structure s = p.structure();
        Optional<double[]> found = files.find(s, overlaps);
        if (found.isEmpty()) {
            missing++;
            return;
        }
        double[] c = found.get();
        double[] difference = new double[c.length];
        double[] plain = c.clone();
        density.averages().add(density.basis(), s, -1, plain);
        for (int i = 0; i < c.length; i++) {
            difference[i] = p.coefficients()[i] - c[i];
        }
        error += square(s, difference);
        averages += square(s, plain);
        norm += square(s, c);
        Moments own = Moments.of(density.basis(), s, p.coefficients());
        Moments reference = Moments.of(density.basis(), s, c);
        double deviation = own.electrons() - reference.electrons();
        electrons = Math.max(electrons, Math.abs(deviation));
        sum += deviation;
        for (int a = 0; a < 3; a++) {
            double d = own.dipole()[a] - reference.dipole()[a];
            dipole += d * d;
        }
        if (grid != null) {
            absolute += grid.absolute(density.basis(), s, difference);
            compared += reference.electrons();
        }
        count++;
    }

    private double square(Structure s, double[] c) {
        return CholeskySolver.dot(c, 0, overlaps.multiply(s, c), 0, c.length);
    }

    /** Returns the number of structures that were compared. */
    public long count() {
        return count;
    }

    /** Returns the number of structures without reference coefficients. */
    public long missing() {
        return missing;
    }

    /** Returns the errors. */
    public DensityMetrics metrics() {
        return new DensityMetrics(
                count,
                Math.sqrt(error / norm),
                Math.sqrt(averages / norm),
                absolute / compared,
                count > 0 ? electrons : Double.NaN,
                sum / count,
                Math.sqrt(dipole / (3.0 * count)));
    }
}
