package org.lather.basis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Progress;
import org.lather.backend.Range;
import org.lather.density.Channels;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.options.Options;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;

class FarthestPointSamplingTest {
    private static final Channels CHANNELS = Channels.oneHot(1, 6, 8);

    private static EnvironmentKernel kernel(Covariance.Centers centers) {
        Options o = SmallTraining.options("", "energy: {}");
        return new EnvironmentKernel(
                List.of(
                        new EnvironmentKernel.Term(o.representations().get(0).descriptor(), 0.7),
                        new EnvironmentKernel.Term(o.representations().get(0).descriptor(), 0.8)),
                new Covariance(2, centers));
    }

    /** Every third environment. */
    private static Pool pool(Backend backend, EnvironmentKernel kernel, List<Structure> structures, int rangeSize) {
        long environments = structures.stream().mapToLong(Structure::size).sum();
        long[] wanted = java.util.stream.LongStream.range(0, environments)
                .filter(i -> i % 3 == 1)
                .toArray();
        Pool pool = new Pool(backend, kernel, CHANNELS, wanted, rangeSize);
        for (int i = 0; i < structures.size(); i += 4) {
            pool.add(structures.subList(i, Math.min(structures.size(), i + 4)));
        }
        return pool;
    }

    private static double[] dense(FeatureBlock x, Covariance covariance) {
        int n = x.rows();
        double[] k = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (covariance.centers() == Covariance.Centers.ANY || x.centers()[i] == x.centers()[j]) {
                    double s = dot(x, i, j) / Math.sqrt(dot(x, i, i) * dot(x, j, j));
                    k[i * n + j] = 1.5 * Math.pow(s, covariance.zeta());
                }
            }
        }
        return k;
    }

    private static double dot(FeatureBlock x, int i, int j) {
        double s = 0;
        for (int c = 0; c < x.columns(); c++) {
            s += x.values()[i * x.columns() + c] * x.values()[j * x.columns() + c];
        }
        return s;
    }

    private static List<Integer> bruteForce(double[] k, int n, int count) {
        List<Integer> chosen = new ArrayList<>(List.of(0));
        while (chosen.size() < count) {
            int best = -1;
            double farthest = -1;
            for (int i = 0; i < n; i++) {
                double nearest = Double.POSITIVE_INFINITY;
                for (int c : chosen) {
                    nearest = Math.min(nearest, k[i * n + i] + k[c * n + c] - 2 * k[i * n + c]);
                }
                if (nearest > farthest * (1 + 1e-6) && !chosen.contains(i)) {
                    farthest = nearest;
                    best = i;
                }
            }
            chosen.add(best);
        }
        return chosen;
    }

    @ParameterizedTest
    @EnumSource(Covariance.Centers.class)
    void agreesWithBruteForce(Covariance.Centers centers) {
        EnvironmentKernel kernel = kernel(centers);
        List<Structure> structures = SmallTraining.clusters(4, 25);
        try (Backend backend = SmallTraining.reference();
                Pool pool = pool(backend, kernel, structures, 16)) {
            int n = pool.size();
            FeatureBlock x = pool.gather(java.util.stream.IntStream.range(0, n).toArray())
                    .get(0);
            List<Integer> expected = bruteForce(dense(x, kernel.covariance()), n, 30);
            assertThat(FarthestPointSampling.select(pool, 30, Progress.NONE))
                    .containsExactly(expected.stream().mapToInt(i -> i).toArray());
        }
    }

    /** The pool holds the environments that were asked for, in their order. */
    @Test
    void thePoolHoldsWhatWasWanted() {
        EnvironmentKernel kernel = kernel(Covariance.Centers.SAME);
        List<Structure> structures = SmallTraining.clusters(4, 9);
        try (Backend backend = SmallTraining.reference();
                Pool pool = pool(backend, kernel, structures, 16);
                Pool other = pool(backend, kernel, structures, 1024)) {
            FeatureBlock x = pool.gather(new int[] {3, 0, 7}).get(1);
            try (var batch = backend.upload(structures, CHANNELS);
                    var f = backend.features(
                            Range.all(batch), kernel.terms().get(1).features())) {
                FeatureBlock expected = f.download().gather(new int[] {10, 1, 22});
                assertThat(x.values()).isEqualTo(expected.values());
                assertThat(x.centers()).isEqualTo(expected.centers());
                assertThat(pool.center(3)).isEqualTo(expected.centers()[0]);
            }
            assertThat(other.gather(new int[] {3, 0, 7}).get(1).values()).isEqualTo(x.values());
        }
    }

    @Test
    void leavesOutCopies() {
        EnvironmentKernel kernel = kernel(Covariance.Centers.SAME);
        List<Structure> one = SmallTraining.clusters(4, 4);
        List<Structure> twice = new ArrayList<>(one);
        twice.addAll(one);
        long environments = one.stream().mapToLong(Structure::size).sum();
        try (Backend backend = SmallTraining.reference();
                Pool pool = new Pool(
                        backend,
                        kernel,
                        CHANNELS,
                        java.util.stream.LongStream.range(0, 2 * environments).toArray(),
                        64)) {
            pool.add(twice);
            assertThat(FarthestPointSampling.select(pool, 1000, Progress.NONE)).hasSize((int) environments);
        }
    }
}
