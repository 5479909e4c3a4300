package org.lather.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.execution.Execution;
import org.lather.match.StoredStructures;
import org.lather.match.StructureMatrix;
import org.lather.match.StructureRows;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;

class StructureGradientsTest {
    /** The same parameters with features that are read, at most some rows at a time. */
    private static ModelParameters stored(ModelParameters p, int most) {
        List<FeatureBlock> blocks = p.representatives().stream()
                .map(b -> FeatureBlock.stored(
                        (from, to, out, offset) -> {
                            assertThat(to - from).isLessThanOrEqualTo(most);
                            b.read(from, to, out, offset);
                        },
                        b.columns(),
                        b.centers()))
                .toList();
        return new ModelParameters(
                p.options(),
                p.channels(),
                blocks,
                p.structures(),
                p.tensors(),
                p.targets(),
                p.provenance(),
                p.trained());
    }

    /** Gradients do not depend on how many features of a model are in memory at a time, nor on where they are. */
    @ParameterizedTest
    @ValueSource(ints = {7, 10_000})
    void readsFeaturesInParts(int part) {
        try (Backend backend = SmallTraining.reference();
                Model model = SmallTraining.fit(
                        SmallTraining.options(
                                "type: gpr, noise: 0.1, kernel: {zeta: 2, structure: rematch, gamma: 0.3}",
                                "energy: {key: energy}"),
                        backend,
                        SmallTraining.clusters(1, 8))) {
            ModelParameters p = model.parameters();
            Structure s = SmallTraining.clusters(2, 1).get(0);
            FittedTarget target = p.targets().get(0);
            StructureMatrix matrix = StructureMatrix.of(p.options(), p.channels(), backend, Execution.defaults());
            StructureGradients whole = new StructureGradients(p, backend);
            StructureGradients inMemory = new StructureGradients(p, backend, part);
            StructureGradients read = new StructureGradients(stored(p, part), backend, part);
            try (StructureRows rows =
                    new StructureRows(matrix, new StoredStructures(p.scalars(), p.structures()), 16)) {
                rows.computePairs(List.of(s), (i, pairs) -> {
                    double[] expected = whole.of(s, target, 1, pairs, 16).positions();
                    double[] found = read.of(s, target, 1, pairs, 16).positions();
                    assertThat(expected).hasSize(3 * s.size()).doesNotContain(0);
                    assertThat(found).containsExactly(expected, within(1e-10));
                    assertThat(found)
                            .isEqualTo(inMemory.of(s, target, 1, pairs, 16).positions());
                });
            }
        }
    }
}
