package org.lather.regression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Whitening;
import org.lather.training.SmallTraining;

class LabelNoiseTest {
    /** C of A + λ 1 = [[4, 2], [2, 10]]. */
    private static final double[] TRIANGLE = {2, 1, 3};

    private static final double SIGMA = 0.5;

    private static double[] members(int count, long seed, String block) {
        DenseAlgebra algebra;
        try (var backend = SmallTraining.reference()) {
            algebra = backend.algebra().host();
        }
        Whitening whitening = new Whitening(2, List.of(new Whitening.Block(0, 2, new double[] {1, 0, 0, 1})));
        return new LabelNoise(count, seed).members(TRIANGLE, SIGMA, new double[] {7, -3}, block, whitening, algebra);
    }

    @Test
    void membersScatterLikeThePosteriorAroundTheFit() {
        int count = 20_000;
        double[] w = members(count, 1, "energy");
        double[] mean = new double[2];
        double[] covariance = new double[3];
        for (int k = 0; k < count; k++) {
            double x = w[2 * k] - 7;
            double y = w[2 * k + 1] + 3;
            mean[0] += x / count;
            mean[1] += y / count;
            covariance[0] += x * x / count;
            covariance[1] += x * y / count;
            covariance[2] += y * y / count;
        }
        assertThat(mean).containsExactly(new double[2], within(1e-12));
        // σ² times the inverse of [[4, 2], [2, 10]]
        assertThat(covariance)
                .containsExactly(new double[] {0.25 * 10 / 36, -0.25 * 2 / 36, 0.25 * 4 / 36}, within(1.5e-3));
    }

    @Test
    void dependOnTheSeedAndTheBlock() {
        assertThat(members(3, 1, "energy")).containsExactly(members(3, 1, "energy"));
        assertThat(members(3, 1, "energy")).isNotEqualTo(members(3, 2, "energy"));
        assertThat(members(3, 1, "energy")).isNotEqualTo(members(3, 1, "gap"));
    }
}
