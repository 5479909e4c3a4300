package org.lather.options;

import java.util.ArrayList;
import java.util.List;
import org.lather.descriptor.SymmetryFunctions.Angular;
import org.lather.descriptor.SymmetryFunctions.Radial;

/**
 * Grids of parameters of symmetry functions by rules of the literature, with a count N and a cutoff radius rc:
 *
 * <ul>
 *   <li>Imbalzano et al. 2018, doi:10.1063/1.5024611: η_m = (n^(m/n)/rc)², m = 0..n with n = N − 1, at the atom; and
 *       R_m = rc/N^(m/N), η_m = 1/(R_(m−1) − R_m)², m = N..1, in ascending order of R
 *   <li>Gastegger et al. 2018, doi:10.1063/1.5019667: with N equidistant distances R_m from a smallest one to rc, η_m =
 *       1/2R_m² at the atom, and η = 1/2ΔR² at the R_m
 * </ul>
 */
final class SymmetryGrids {
    private SymmetryGrids() {}

    /** Both grids of Imbalzano et al., the one at the atom first. */
    static List<Radial> imbalzano(double radius, int count) {
        List<Radial> out = new ArrayList<>();
        centered(radius, count).forEach(eta -> out.add(new Radial(eta, 0)));
        out.addAll(shifted(radius, count));
        return out;
    }

    /** The values of η at the atom of Imbalzano et al. */
    static List<Double> centered(double radius, int count) {
        int n = count - 1;
        List<Double> out = new ArrayList<>();
        for (int m = 0; m <= n; m++) {
            double root = Math.pow(n, (double) m / n) / radius;
            out.add(root * root);
        }
        return out;
    }

    /** The functions at different distances of Imbalzano et al. */
    static List<Radial> shifted(double radius, int count) {
        List<Radial> out = new ArrayList<>();
        for (int m = count; m >= 1; m--) {
            double shift = radius / Math.pow(count, (double) m / count);
            double next = radius / Math.pow(count, (double) (m - 1) / count);
            out.add(new Radial(1 / ((next - shift) * (next - shift)), shift));
        }
        return out;
    }

    /** The values of η at the atom of Gastegger et al. */
    static List<Double> widths(double min, double radius, int count) {
        List<Double> out = new ArrayList<>();
        for (int m = 0; m < count; m++) {
            double r = min + m * (radius - min) / (count - 1);
            out.add(0.5 / (r * r));
        }
        return out;
    }

    /** The functions at different distances of Gastegger et al. */
    static List<Radial> equidistant(double min, double radius, int count) {
        double spacing = (radius - min) / (count - 1);
        List<Radial> out = new ArrayList<>();
        for (int m = 0; m < count; m++) {
            out.add(new Radial(0.5 / (spacing * spacing), min + m * spacing));
        }
        return out;
    }

    /** All combinations, λ fastest, η slowest. */
    static List<Angular> product(List<Double> etas, List<Double> zetas, List<Double> lambdas) {
        List<Angular> out = new ArrayList<>();
        for (double eta : etas) {
            for (double zeta : zetas) {
                for (double lambda : lambdas) {
                    out.add(new Angular(eta, zeta, lambda));
                }
            }
        }
        return out;
    }
}
