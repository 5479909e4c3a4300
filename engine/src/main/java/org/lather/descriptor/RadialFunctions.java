package org.lather.descriptor;

import java.util.List;
import org.lather.density.Cutoff;

/** Functions of the distance r to a neighbour, each times the cutoff function f. */
interface RadialFunctions {
    /** The number of functions. */
    int count();

    /** Computes the functions at a distance, Å. */
    void values(double r, double[] out);

    /** Computes the derivatives of the functions at a distance, 1/Å times their unit. */
    void derivatives(double r, double[] out);

    /** exp(−η (r − R_s)²) f(r). */
    static RadialFunctions gaussians(Cutoff cutoff, List<SymmetryFunctions.Radial> functions) {
        int count = functions.size();
        double[] eta =
                functions.stream().mapToDouble(SymmetryFunctions.Radial::eta).toArray();
        double[] shift =
                functions.stream().mapToDouble(SymmetryFunctions.Radial::shift).toArray();
        double[] one = new double[count];
        java.util.Arrays.fill(one, 1);
        return new Gaussians(cutoff, eta, shift, one);
    }

    /** ½ exp(−(r − R_n)²/2σ²)/(σ√(2π)) f(r). */
    static RadialFunctions smeared(Cutoff cutoff, PairCorrelation.Grid grid) {
        double[] eta = new double[grid.count()];
        double[] shift = new double[grid.count()];
        double[] factor = new double[grid.count()];
        for (int n = 0; n < grid.count(); n++) {
            eta[n] = 0.5 / (grid.width() * grid.width());
            shift[n] = grid.distance(n);
            factor[n] = 0.5 / (grid.width() * Math.sqrt(2 * Math.PI));
        }
        return new Gaussians(cutoff, eta, shift, factor);
    }

    /** cos(κ r) f(r). */
    static RadialFunctions cosines(Cutoff cutoff, List<Double> kappa) {
        return new Cosines(cutoff, kappa.stream().mapToDouble(k -> k).toArray());
    }

    /** factor exp(−η (r − R_s)²) f(r). */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record Gaussians(Cutoff cutoff, double[] eta, double[] shift, double[] factor) implements RadialFunctions {
        @Override
        public int count() {
            return eta.length;
        }

        @Override
        public void values(double r, double[] out) {
            double f = cutoff.value(r);
            for (int n = 0; n < eta.length; n++) {
                double d = r - shift[n];
                out[n] = f * factor[n] * Math.exp(-eta[n] * d * d);
            }
        }

        @Override
        public void derivatives(double r, double[] out) {
            double f = cutoff.value(r);
            double slope = cutoff.derivative(r);
            for (int n = 0; n < eta.length; n++) {
                double d = r - shift[n];
                out[n] = (slope - 2 * eta[n] * d * f) * factor[n] * Math.exp(-eta[n] * d * d);
            }
        }
    }

    /** cos(κ r) f(r). */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this package
    record Cosines(Cutoff cutoff, double[] kappa) implements RadialFunctions {
        @Override
        public int count() {
            return kappa.length;
        }

        @Override
        public void values(double r, double[] out) {
            double f = cutoff.value(r);
            for (int n = 0; n < kappa.length; n++) {
                out[n] = f * Math.cos(kappa[n] * r);
            }
        }

        @Override
        public void derivatives(double r, double[] out) {
            double f = cutoff.value(r);
            double slope = cutoff.derivative(r);
            for (int n = 0; n < kappa.length; n++) {
                out[n] = slope * Math.cos(kappa[n] * r) - f * kappa[n] * Math.sin(kappa[n] * r);
            }
        }
    }
}
