package org.lather.match;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.backend.Progress;
import org.lather.descriptor.Descriptor;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.golden.Golden;
import org.lather.golden.GoldenCase;
import org.lather.golden.Npz;
import org.lather.gram.FeaturesOfAll;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.kernel.StructureKernel;
import org.lather.match.StructureMatrix.Entries;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;

class StructureMatrixTest {
    private final Backend backend = SmallTraining.reference();
    private final GoldenCase molecules = GoldenCase.named("power-spectrum-a-molecules");

    @AfterEach
    void close() {
        assertThat(backend.resources().ledger().heldBytes()).isZero();
        backend.close();
    }

    private StructureMatrix matrix(StructureKernel kernel, Entries entries, int threads, long budget) {
        EnvironmentKernel environments = new EnvironmentKernel(
                List.of(new EnvironmentKernel.Term(new Descriptor.PowerSpectrum(molecules.expansion()), 1)),
                new Covariance(2, Covariance.Centers.SAME));
        Execution execution = new Execution(budget, Progress.NONE, null, () -> false);
        return new StructureMatrix(backend, environments, kernel, entries, molecules.channels(), threads, execution);
    }

    private StructureMatrix matrix(StructureKernel kernel) {
        return matrix(kernel, Entries.STRUCTURES, 2, 1L << 30);
    }

    private static void near(double[] computed, double[] expected, double limit) {
        assertThat(computed).hasSameSizeAs(expected);
        for (int i = 0; i < expected.length; i++) {
            assertThat(computed[i]).as("entry %d", i).isCloseTo(expected[i], within(limit));
        }
    }

    @Test
    void hasTheKernelsOfOtherPrograms() {
        Npz kernels = Golden.load("kernels");
        Npz matches = Golden.load("rematch");
        List<Structure> x = molecules.structures();
        near(matrix(new StructureKernel.Sum()).of(x), kernels.doubles("sum_zeta2"), 1e-10);
        near(matrix(new StructureKernel.Mean()).of(x), kernels.doubles("average_zeta2"), 1e-11);
        near(matrix(new StructureKernel.BestMatch()).of(x), matches.doubles("best_match"), 1e-10);
        near(
                matrix(new StructureKernel.Sum(), Entries.ENVIRONMENTS, 1, 1L << 30)
                        .of(x),
                kernels.doubles("environment_zeta2"),
                1e-10);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "0.1", "0.01"})
    void hasTheExactMatches(String gamma) {
        Npz z = Golden.load("rematch");
        StructureMatrix matrix = matrix(new StructureKernel.Rematch(Double.parseDouble(gamma)));
        double[] k = matrix.of(molecules.structures());
        near(k, z.doubles("rematch_gamma" + gamma), 1e-9);
        double[] own = matrix.diagonal(molecules.structures());
        for (int i = 0; i < own.length; i++) {
            assertThat(own[i]).isCloseTo(k[i * own.length + i], within(1e-10));
        }
        StructureMatrix.normalise(k, own, own);
        near(k, z.doubles("rematch_normalised_gamma" + gamma), 1e-8);
    }

    /** Threads, and the number of columns that fit the memory at a time, do not change the matrix. */
    @Test
    void doesNotDependOnThreadsAndBlocks() {
        List<Structure> x = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            x.addAll(molecules.structures());
        }
        StructureKernel kernel = new StructureKernel.Rematch(0.2);
        StructureMatrix whole = matrix(kernel, Entries.STRUCTURES, 1, 1L << 30);
        double[] expected = whole.of(x);
        long least = 1L << 16;
        while (true) {
            try {
                matrix(kernel, Entries.STRUCTURES, 3, least).plan(x, x);
                break;
            } catch (MemoryBudgetException e) {
                least += 1 << 16;
            }
        }
        long budget = least;
        assertThat(budget).isLessThan(whole.plan(x, x).bytes() / 2);
        near(matrix(kernel, Entries.STRUCTURES, 3, budget).of(x), expected, 1e-11);
        near(matrix(kernel, Entries.STRUCTURES, 3, budget).of(x, x), expected, 1e-9);
        assertThatThrownBy(() -> matrix(kernel, Entries.STRUCTURES, 3, 1 << 12).of(x))
                .isInstanceOf(MemoryBudgetException.class)
                .hasMessageContaining("this matrix of kernels needs");
    }

    /** Stored structures have the kernels of the structures that they were computed from. */
    @ParameterizedTest
    @ValueSource(strings = {"sum", "mean", "rematch", "best_match"})
    void comparesWithStoredStructures(String word) {
        StructureKernel kernel = switch (word) {
            case "sum" -> new StructureKernel.Sum();
            case "mean" -> new StructureKernel.Mean();
            case "rematch" -> new StructureKernel.Rematch(0.3);
            default -> new StructureKernel.BestMatch();
        };
        List<Structure> all = molecules.structures();
        StructureMatrix matrix = matrix(kernel);
        FeaturesOfAll features = new FeaturesOfAll(backend, matrix.environments(), matrix.channels());
        StoredStructures stored = StoredStructures.of(all, features, 16);
        List<Structure> x = all.subList(1, 3);
        near(matrix.of(x, stored), matrix.of(x, all), 1e-10);
        near(matrix.of(x, stored.gather(new int[] {4, 0})), matrix.of(x, List.of(all.get(4), all.get(0))), 1e-10);
        assertThatThrownBy(() -> new StoredStructures(stored.environments(), new int[] {1}))
                .hasMessageContaining("sizes whose sum is 1");
    }

    /** A matrix of matches is that of the pairs, whatever is on the other side. */
    @Test
    void hasRowsOfOneSideAndColumnsOfTheOther() {
        List<Structure> all = molecules.structures();
        StructureMatrix matrix = matrix(new StructureKernel.Rematch(0.1));
        double[] k = matrix.of(all);
        double[] part = matrix.of(all.subList(1, 3), all.subList(2, 5));
        for (int i = 0; i < 2; i++) {
            for (int j = 0; j < 3; j++) {
                assertThat(part[i * 3 + j]).isCloseTo(k[(i + 1) * all.size() + j + 2], within(1e-9));
            }
        }
    }
}
