package org.lather.electrons;

import java.util.List;
import org.lather.math.SphericalHarmonics;
import org.lather.structure.Structure;

/**
 * Values ρ(r) = Σ_k c_k φ_k(r) of the density of one structure, in electrons per bohr³. Any number of threads may use
 * it.
 */
public final class DensityValues {
    /** What an atom adds is taken as zero beyond the distance from which on it stays below this, in e/bohr³. */
    private static final double NEGLIGIBLE = 1e-10;

    private static final double STEP = 0.25;
    private static final double FARTHEST = 60;

    private final SphericalHarmonics harmonics;
    private final double[] positions;
    private final ElementBasis[] elements;
    private final int[] offsets;
    private final double[] ranges;
    private final double[] c;

    /**
     * Prepares values.
     *
     * @param c coefficients of all functions
     * @throws IllegalArgumentException if there are not as many coefficients as functions
     */
    public DensityValues(AuxiliaryBasis basis, Structure s, double[] c) {
        offsets = basis.offsets(s);
        if (c.length != offsets[s.size()]) {
            throw new IllegalArgumentException(
                    "expected " + offsets[s.size()] + " coefficients, one for each function, got " + c.length);
        }
        this.c = c.clone();
        positions = AuxiliaryBasis.bohr(s);
        elements = new ElementBasis[s.size()];
        ranges = new double[s.size()];
        int most = 0;
        for (int i = 0; i < s.size(); i++) {
            elements[i] = basis.of(s.atomicNumber(i));
            ranges[i] = range(elements[i], offsets[i]);
            most = Math.max(most, elements[i].maxAngular());
        }
        harmonics = new SphericalHarmonics(most);
    }

    /** The distance beyond which the density of an atom is negligible, in bohr. */
    private double range(ElementBasis basis, int offset) {
        double r = FARTHEST;
        while (r > STEP && bound(basis, offset, r - STEP) < NEGLIGIBLE) {
            r -= STEP;
        }
        return r;
    }

    /** An upper bound of |ρ| of an atom at a distance: |Y_lm| ≤ √((2l+1)/2π). */
    private double bound(ElementBasis basis, int offset, double r) {
        double sum = 0;
        int k = offset;
        for (Shell shell : basis.shells()) {
            double largest = 0;
            for (int m = 0; m < shell.functions(); m++) {
                largest += Math.abs(c[k++]);
            }
            sum += largest
                    * Math.abs(shell.reduced(r * r))
                    * Math.pow(r, shell.l())
                    * Math.sqrt((2 * shell.l() + 1) / (2 * Math.PI));
        }
        return sum;
    }

    /**
     * Computes values along a line of points first + i step, coordinates in bohr.
     *
     * @param values takes the density at each point in electrons per bohr³
     */
    public void line(double[] first, double[] step, double[] values) {
        double[] y = new double[harmonics.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = at(first[0] + i * step[0], first[1] + i * step[1], first[2] + i * step[2], y);
        }
    }

    /** Returns the density at a point with coordinates in bohr, in electrons per bohr³. */
    public double at(double x, double y, double z) {
        return at(x, y, z, new double[harmonics.size()]);
    }

    private double at(double px, double py, double pz, double[] y) {
        double sum = 0;
        for (int i = 0; i < elements.length; i++) {
            double dx = px - positions[3 * i];
            double dy = py - positions[3 * i + 1];
            double dz = pz - positions[3 * i + 2];
            double square = dx * dx + dy * dy + dz * dz;
            if (square < ranges[i] * ranges[i]) {
                harmonics.values(dx, dy, dz, y);
                sum += atom(elements[i], offsets[i], square, y);
            }
        }
        return sum;
    }

    private double atom(ElementBasis basis, int offset, double square, double[] y) {
        double sum = 0;
        double r = Math.sqrt(square);
        double power = 1;
        int k = offset;
        for (int l = 0; l <= basis.maxAngular(); l++) {
            List<Shell> shells = basis.shells(l);
            for (int n = 0; n < shells.size(); n++) {
                double angular = 0;
                for (int m = 0; m <= 2 * l; m++) {
                    angular += c[k++] * y[l * l + m];
                }
                sum += angular * power * shells.get(n).reduced(square);
            }
            power *= r;
        }
        return sum;
    }
}
