package org.lather.backend.reference;

import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.density.RadialIntegral;
import org.lather.math.SphericalHarmonics;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * The density expansion c_J,nlm(i) = Σ_(j) u_a(j)J f(r_ij) u(r_ij) I_nl(r_ij) Y_lm(r̂_ij) + δ_l0 w_c u_a(i)J I_n0(0)
 * Y_00: the density of channel J around atom i on radial functions and real spherical harmonics (Bartók, Kondor, Csányi
 * 2013, doi:10.1103/PhysRevB.87.184115, eq. 30; channels: Willatt, Musil, Ceriotti 2018, doi:10.1039/C8CP05921G).
 */
final class Expansion {
    private final DensityExpansion expansion;
    private final Channels channels;
    private final RadialIntegral integral;
    private final int radialSize;
    private final SphericalHarmonics angular;
    private final double[] radial;
    private final double[] harmonics;

    Expansion(DensityExpansion expansion, Channels channels, RadialIntegral integral) {
        this.expansion = expansion;
        this.channels = channels;
        this.integral = integral;
        this.radialSize = expansion.basis().radialSize();
        this.angular = new SphericalHarmonics(expansion.basis().maxAngular());
        this.radial = new double[(expansion.basis().maxAngular() + 1) * radialSize];
        this.harmonics = new double[expansion.basis().angularSize()];
    }

    /** The number of coefficients of an environment. */
    int size() {
        return expansion.basis().angularSize() * channels.count() * radialSize;
    }

    /** The cutoff radius, Å. */
    double cutoff() {
        return expansion.cutoff().radius();
    }

    /** Adds the coefficients of environment i to [lm][J N + n] from {@code offset} on. */
    void expand(Structure s, NeighbourList neighbours, int i, double[] out, int offset) {
        contribute(s.atomicNumber(i), expansion.density().centerAtomWeight(), 0, new double[3], out, offset);
        for (int p = neighbours.start(i); p < neighbours.end(i); p++) {
            double r = neighbours.distances()[p];
            double weight = expansion.cutoff().value(r) * expansion.density().scalingValue(r);
            contribute(
                    s.atomicNumber(neighbours.neighbours()[p]),
                    weight,
                    r,
                    new double[] {
                        neighbours.x()[p], neighbours.y()[p], neighbours.z()[p]
                    },
                    out,
                    offset);
        }
    }

    /** Adds the contribution of one atom. At r = 0, which has no direction, all but l = 0 vanish. */
    private void contribute(int atomicNumber, double weight, double r, double[] vector, double[] out, int offset) {
        integral.values(r, radial);
        angular.values(vector[0], vector[1], vector[2], harmonics);
        int element = channels.indexOf(atomicNumber);
        for (int lm = 0; lm < harmonics.length; lm++) {
            int l = (int) Math.sqrt(lm);
            for (int channel = 0; channel < channels.count(); channel++) {
                double w = weight * channels.weight(element, channel) * harmonics[lm];
                if (w == 0) {
                    continue;
                }
                int at = offset + (lm * channels.count() + channel) * radialSize;
                for (int n = 0; n < radialSize; n++) {
                    out[at + n] += w * radial[l * radialSize + n];
                }
            }
        }
    }
}
