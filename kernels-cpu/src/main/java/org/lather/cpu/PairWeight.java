package org.lather.cpu;

import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;

/** f(r) u(r): cutoff times scaling, quick where it is 1 and where the exponent of the scaling is a small integer. */
final class PairWeight {
    private final Cutoff cutoff;
    private final GaussianDensity density;
    private final double plateau;
    private final boolean scaled;
    private double rate;
    private double scale;
    private double exponent;
    private int power;

    PairWeight(DensityExpansion expansion) {
        cutoff = expansion.cutoff();
        density = expansion.density();
        plateau = cutoff.smoothing().match(new Smoothing.Cases<>() {
            @Override
            public Double shiftedCosine(Smoothing.ShiftedCosine s) {
                return cutoff.radius() - s.width();
            }

            @Override
            public Double step(Smoothing.Step s) {
                return 0.0;
            }
        });
        RadialScaling scaling = expansion.density().scaling();
        scaled = scaling != null;
        if (scaling != null) {
            RadialScaling.Willatt2018 w = scaling.match(s -> s);
            rate = w.rate();
            scale = w.scale();
            exponent = w.exponent();
            power = exponent == Math.rint(exponent) && exponent <= Powers.LARGEST ? (int) exponent : 0;
        }
    }

    /** For a distance in Å. */
    double value(double r) {
        double f = r <= plateau ? 1 : cutoff.value(r);
        if (!scaled) {
            return f;
        }
        double x = r / scale;
        return f * rate / (rate + (power > 0 ? Powers.of(x, power) : Math.pow(x, exponent)));
    }

    /** d/dr, 1/Å. */
    double derivative(double r) {
        double cutoffDerivative = r <= plateau ? 0 : cutoff.derivative(r);
        if (!scaled) {
            return cutoffDerivative;
        }
        double f = r <= plateau ? 1 : cutoff.value(r);
        return cutoffDerivative * density.scalingValue(r) + f * density.scalingDerivative(r);
    }
}
