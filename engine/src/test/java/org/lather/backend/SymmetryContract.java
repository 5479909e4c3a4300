package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.structure.Cell;
import org.lather.structure.Structure;

/** What must not change when structures are turned, moved, or written in another order; and the kernel's definition. */
abstract class SymmetryContract extends AgainstReference {
    private static final Channels CHANNELS = Channels.oneHot(1, 6, 8);

    private static DensityExpansion expansion(int maxAngular, @Nullable Double accuracy) {
        return new DensityExpansion(
                new Cutoff(3.5, new Smoothing.ShiftedCosine(0.5)),
                new GaussianDensity(0.4, 1, null),
                new Basis(maxAngular, 3, accuracy));
    }

    private static Structure structure(Random random) {
        return random.nextBoolean()
                ? RandomStructures.cluster(random, 9, 1, 6, 8)
                : RandomStructures.crystal(random, 6, 1, 6, 8);
    }

    private void same(String where, Structure a, Structure b) {
        Descriptor d = new Descriptor.PowerSpectrum(expansion(4, 1e-8));
        double[] x = features(backend, List.of(a), CHANNELS, d).values();
        double[] y = features(backend, List.of(b), CHANNELS, d).values();
        near(where, y, x, 8 * tolerance().feature(largest(x), 100));
    }

    @ParameterizedTest
    @ValueSource(longs = {41, 42, 43, 44})
    void turnsWithoutChange(long seed) {
        Random random = new Random(seed);
        Structure s = structure(random);
        double[] r = Rotations.random(random);
        double[] x = s.positions();
        double[] h = s.cell().rows();
        Structure turned = Structure.of(
                s.atomicNumbers(),
                Rotations.apply(r, x),
                s.cell().anyPeriodic() ? Cell.periodic(Rotations.apply(r, h)) : Cell.NONE);
        same("seed " + seed, s, turned);
        // the expansion does change: the test above is not empty
        Descriptor d = new Descriptor.SphericalExpansion(expansion(4, 1e-8));
        double[] before = features(backend, List.of(s), CHANNELS, d).values();
        double[] after = features(backend, List.of(turned), CHANNELS, d).values();
        double change = 0;
        for (int i = 0; i < before.length; i++) {
            change = Math.max(change, Math.abs(before[i] - after[i]));
        }
        assertThat(change).isGreaterThan(1e-2 * largest(before));
    }

    @ParameterizedTest
    @ValueSource(longs = {51, 52, 53, 54})
    void movesWithoutChange(long seed) {
        Random random = new Random(seed);
        Structure s = structure(random);
        double[] x = s.positions();
        double[] by = gaussian(random, 3);
        for (int i = 0; i < s.size(); i++) {
            // atoms of crystals also by whole cells, each by its own number
            int cells = s.cell().anyPeriodic() ? random.nextInt(5) - 2 : 0;
            for (int k = 0; k < 3; k++) {
                x[3 * i + k] += 3 * by[k] + cells * s.cell().get(1, k);
            }
        }
        same("seed " + seed, s, Structure.of(s.atomicNumbers(), x, s.cell()));
    }

    @ParameterizedTest
    @ValueSource(longs = {61, 62, 63, 64})
    void takesAtomsInAnyOrder(long seed) {
        Random random = new Random(seed);
        Structure s = structure(random);
        int n = s.size();
        int[] z = new int[n];
        double[] x = new double[3 * n];
        int step = n % 2 == 0 ? n - 1 : n - 2;
        for (int i = 0; i < n; i++) {
            int from = i * step % n;
            z[i] = s.atomicNumber(from);
            for (int k = 0; k < 3; k++) {
                x[3 * i + k] = s.position(from, k);
            }
        }
        Structure other = Structure.of(z, x, s.cell());
        Descriptor d = new Descriptor.PowerSpectrum(expansion(4, 1e-8));
        FeatureBlock a = features(backend, List.of(s), CHANNELS, d);
        FeatureBlock b = features(backend, List.of(other), CHANNELS, d);
        int[] order = new int[n];
        for (int i = 0; i < n; i++) {
            order[i] = i * step % n;
        }
        near(
                "seed " + seed,
                b.values(),
                a.gather(order).values(),
                8 * tolerance().feature(largest(a.values()), 100));
    }

    /**
     * The kernel is the integral over rotations of a power of the overlap of two densities, ∫ dR |Σ_anlm c_anlm (D(R)
     * c')_anlm|^ν, ν = 1 for the radial and 2 for the power spectrum (Bartók, Kondor, Csányi 2013,
     * doi:10.1103/PhysRevB.87.184115, eq. 29, 36).
     */
    @ParameterizedTest
    @ValueSource(longs = {71, 72, 73})
    void isTheIntegralOverRotations(long seed) {
        Random random = new Random(seed);
        int maxAngular = 3;
        List<Structure> structures = List.of(structure(random), structure(random));
        DensityExpansion e = expansion(maxAngular, null);
        FeatureBlock c = features(backend, structures, CHANNELS, new Descriptor.SphericalExpansion(e));
        FeatureBlock one = features(backend, structures, CHANNELS, new Descriptor.RadialSpectrum(expansion(0, null)));
        FeatureBlock two = features(backend, structures, CHANNELS, new Descriptor.PowerSpectrum(e));
        int last = c.rows() - 1;
        double[] integral = Rotations.overlapIntegrals(c.values(), 0, last * c.columns(), c.columns(), maxAngular);
        double first = product(one, 0, last);
        double second = product(two, 0, last);
        double error = 8 * tolerance().feature(1, 200);
        near("seed " + seed + " nu 1", new double[] {integral[0]}, new double[] {first}, error * size(one, 0, last));
        near("seed " + seed + " nu 2", new double[] {integral[1]}, new double[] {second}, error * size(two, 0, last));
    }

    private static double product(FeatureBlock f, int i, int j) {
        double sum = 0;
        for (int k = 0; k < f.columns(); k++) {
            sum += f.values()[i * f.columns() + k] * f.values()[j * f.columns() + k];
        }
        return sum;
    }

    private static double size(FeatureBlock f, int i, int j) {
        return Math.sqrt(product(f, i, i) * product(f, j, j));
    }
}
