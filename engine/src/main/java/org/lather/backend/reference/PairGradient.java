package org.lather.backend.reference;

import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.density.RadialIntegral;
import org.lather.math.SphericalHarmonics;

/**
 * Computes dE/dr of one neighbour from dE/dc of the centre: with w = f u and c = w I_nl Y_lm, dc/dr = (w' I_nl + w
 * I_nl') Y_lm r̂ + w I_nl ∇Y_lm. The centre's own contribution does not depend on positions.
 */
final class PairGradient {
    private final DensityExpansion expansion;
    private final Channels channels;
    private final RadialIntegral integral;
    private final int radialSize;
    private final SphericalHarmonics angular;
    private final double[] radial;
    private final double[] radialDerivative;
    private final double[] harmonics;
    private final double[] gradient;

    PairGradient(DensityExpansion expansion, Channels channels, RadialIntegral integral) {
        this.expansion = expansion;
        this.channels = channels;
        this.integral = integral;
        this.radialSize = expansion.basis().radialSize();
        this.angular = new SphericalHarmonics(expansion.basis().maxAngular());
        this.radial = new double[(expansion.basis().maxAngular() + 1) * radialSize];
        this.radialDerivative = new double[radial.length];
        this.harmonics = new double[expansion.basis().angularSize()];
        this.gradient = new double[3 * harmonics.length];
    }

    /**
     * @param vector from the centre to the neighbour, Å, of length r
     * @param d dE/dc, [lm][J N + n]
     * @param out dE/dr, [3]
     */
    void of(int atomicNumber, double r, double[] vector, double[] d, double[] out) {
        java.util.Arrays.fill(out, 0);
        if (r == 0) {
            return;
        }
        double[] direction = {vector[0] / r, vector[1] / r, vector[2] / r};
        integral.values(r, radial);
        integral.derivatives(r, radialDerivative);
        angular.valuesAndGradient(vector[0], vector[1], vector[2], harmonics, gradient);
        double f = expansion.cutoff().value(r);
        double u = expansion.density().scalingValue(r);
        double weight = f * u;
        double weightDerivative =
                expansion.cutoff().derivative(r) * u + f * expansion.density().scalingDerivative(r);
        int element = channels.indexOf(atomicNumber);
        for (int lm = 0; lm < harmonics.length; lm++) {
            int l = (int) Math.sqrt(lm);
            double along = 0;
            double across = 0;
            for (int channel = 0; channel < channels.count(); channel++) {
                double mixed = channels.weight(element, channel);
                for (int n = 0; n < radialSize; n++) {
                    double gradientOfE = mixed * d[(lm * channels.count() + channel) * radialSize + n];
                    double value = radial[l * radialSize + n];
                    along += gradientOfE * (weightDerivative * value + weight * radialDerivative[l * radialSize + n]);
                    across += gradientOfE * weight * value;
                }
            }
            for (int axis = 0; axis < 3; axis++) {
                out[axis] += along * harmonics[lm] * direction[axis] + across * gradient[axis * harmonics.length + lm];
            }
        }
    }
}
