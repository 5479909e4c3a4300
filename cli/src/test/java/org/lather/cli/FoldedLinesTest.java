package org.lather.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lather.backend.FeatureBlock;
import org.lather.gram.FoldingPlan;
import org.lather.kernel.Covariance;

class FoldedLinesTest {
    private static FoldingPlan plan(double zeta, int scalars, int... columns) {
        List<FeatureBlock> representatives = Arrays.stream(columns)
                .mapToObj(d -> new FeatureBlock(new double[100 * d], d, new int[100]))
                .toList();
        return FoldingPlan.of(
                new Covariance(zeta, Covariance.Centers.SAME), representatives, new FoldingPlan.Targets(scalars, 0));
    }

    @Test
    void sayWhatIsUsedForEachTerm() {
        assertThat(FoldedLines.of(plan(2, 1, 50, 200), 1L << 30))
                .containsExactly(
                        "sums             folded: 2,500 multiplications for an environment instead of 5,000, in 20 KiB",
                        "sums             over representatives: 20,000 multiplications for an environment; folded 40,000");
        assertThat(FoldedLines.of(plan(1, 1, 200), 1L << 30))
                .containsExactly(
                        "sums             folded: 200 multiplications for an environment instead of 20,000, in 2 KiB");
    }

    @Test
    void sayWhyNothingIsFolded() {
        assertThat(FoldedLines.of(plan(2, 1, 50), 100_000))
                .containsExactly("sums             over representatives: 5,000 multiplications for an environment;"
                        + " folded 2,500, but 40 KiB are more than a quarter of the memory");
        assertThat(FoldedLines.of(plan(4, 1, 50), 1L << 30))
                .containsExactly("sums             over representatives: 5,000 multiplications for an environment;"
                        + " those of zeta 4 do not fold");
        assertThat(FoldedLines.of(plan(2.5, 1, 50), 1L << 30).get(0)).endsWith("zeta 2.5 do not fold");
        assertThat(FoldedLines.of(plan(2, 0, 50), 1L << 30)).isEmpty();
    }
}
