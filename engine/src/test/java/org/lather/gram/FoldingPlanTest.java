package org.lather.gram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.lather.backend.FeatureBlock;
import org.lather.kernel.Covariance;
import org.lather.structure.DataException;

class FoldingPlanTest {
    private static final Covariance SAME = new Covariance(2, Covariance.Centers.SAME);

    /** 30 representatives of carbon and 10 of hydrogen: an environment is compared with 25 on average. */
    private static FeatureBlock representatives(int columns) {
        int[] centers = new int[40];
        Arrays.fill(centers, 6);
        Arrays.fill(centers, 0, 10, 1);
        return new FeatureBlock(new double[40 * columns], columns, centers);
    }

    private static FoldingPlan.Term term(Covariance covariance, int columns, int scalars, int gradients) {
        FoldingPlan.Targets targets = new FoldingPlan.Targets(scalars, gradients);
        return FoldingPlan.of(covariance, List.of(representatives(columns)), targets)
                .terms()
                .get(0);
    }

    @Test
    void countsMultiplications() {
        assertThat(term(SAME, 20, 1, 0)).isEqualTo(new FoldingPlan.Term(20, 25, 500, 400, 6400, true));
        assertThat(term(SAME, 30, 1, 0)).isEqualTo(new FoldingPlan.Term(30, 25, 750, 900, 14_400, false));
        // a gradient takes two products with the representatives, and the same one with a form
        assertThat(term(SAME, 30, 1, 1)).isEqualTo(new FoldingPlan.Term(30, 25, 1500, 900, 14_400, true));
        // values of several targets share the product with the representatives
        assertThat(term(SAME, 20, 2, 0)).isEqualTo(new FoldingPlan.Term(20, 25, 500, 800, 12_800, false));
        assertThat(term(SAME, 20, 2, 1)).isEqualTo(new FoldingPlan.Term(20, 25, 1500, 1200, 12_800, true));
        Covariance any = new Covariance(2, Covariance.Centers.ANY);
        assertThat(term(any, 30, 1, 0)).isEqualTo(new FoldingPlan.Term(30, 40, 1200, 900, 7200, true));
        Covariance linear = new Covariance(1, Covariance.Centers.SAME);
        assertThat(term(linear, 30, 2, 0)).isEqualTo(new FoldingPlan.Term(30, 25, 750, 60, 960, true));
        assertThat(term(new Covariance(4, Covariance.Centers.ANY), 30, 1, 0))
                .isEqualTo(new FoldingPlan.Term(30, 40, 1200, 1200, 0, false));
        assertThat(term(new Covariance(1.5, Covariance.Centers.ANY), 30, 1, 0).isFolded())
                .isFalse();
    }

    @Test
    void foldsTermsOneByOne() {
        FoldingPlan plan =
                FoldingPlan.of(SAME, List.of(representatives(20), representatives(30)), new FoldingPlan.Targets(1, 0));
        assertThat(plan.folds(0)).isTrue();
        assertThat(plan.folds(1)).isFalse();
        assertThat(plan.unfoldedColumns()).isEqualTo(30);
        assertThat(plan.bytes()).isEqualTo(2 * 6400);
        assertThat(plan.with(Folding.ALWAYS).bytes()).isEqualTo(2 * (6400 + 14_400));
        assertThat(plan.with(Folding.NEVER).folds()).isFalse();
        assertThat(plan.with(Folding.AUTO)).isEqualTo(plan);
    }

    @Test
    void takesAtMostAQuarterOfTheMemory() {
        FoldingPlan plan = FoldingPlan.of(SAME, List.of(representatives(20)), new FoldingPlan.Targets(1, 0));
        assertThat(plan.within(4 * 2 * 6400)).isEqualTo(plan);
        assertThat(plan.within(4 * 2 * 6400 - 1).folds()).isFalse();
    }

    @Test
    void isNotForcedOnTensorsAlone() {
        FoldingPlan plan = FoldingPlan.of(SAME, List.of(representatives(20)), new FoldingPlan.Targets(0, 0));
        assertThat(plan.folds()).isFalse();
        assertThatThrownBy(() -> plan.with(Folding.ALWAYS))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("0 scalar targets");
    }
}
