package org.lather.gram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.gram.StructureCovariances.StoredRows;
import org.lather.model.ModelParameters;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;

/** Covariances of structures with representatives that are on a backend as a whole, or part by part. */
class StructureCovariancesTest {
    private final List<Structure> structures = SmallTraining.clusters(2, 3);

    private StructureCovariances compute(ModelParameters of, Backend backend, int part, StoredRows stored) {
        List<FeatureBlock> scalars = of.representatives();
        StructureCovariances out = new StructureCovariances(backend, of.kernel(), of.channels(), structures, stored);
        Representatives all = new Representatives(scalars, scalars, part);
        try (KernelRows rows = new KernelRows(backend, of.kernel(), of.channels(), all, 4)) {
            new KernelValues(backend, of.kernel(), of.channels(), rows.parts(), 4, false)
                    .compute(structures, List.of(), out);
        }
        return out;
    }

    @Test
    void partsGiveTheCovariancesOfTheWhole() {
        int[] sizes = {3, 1, 4, 5};
        try (Backend backend = SmallTraining.reference();
                Model m = SmallTraining.fit(
                        SmallTraining.options("representatives: {count: 13}, noise: 0.1", "energy: {baseline: none}"),
                        backend,
                        SmallTraining.clusters(1, 9))) {
            int count = m.parameters().size();
            assertThat(count).isEqualTo(13);
            try (StructureCovariances whole = compute(m.parameters(), backend, 100, new StoredRows(count, new int[0]));
                    StructureCovariances parts = compute(m.parameters(), backend, 5, new StoredRows(count, sizes));
                    StructureCovariances itself = compute(m.parameters(), backend, 5, StoredRows.NONE)) {
                double[][] single = whole.withRepresentatives();
                double[][] joined = parts.withRepresentatives();
                for (int s = 0; s < structures.size(); s++) {
                    assertThat(joined[s]).hasSize(sizes.length);
                    int j = 0;
                    for (int b = 0; b < sizes.length; b++) {
                        double sum = 0;
                        for (int i = 0; i < sizes[b]; i++) {
                            sum += single[s][j++];
                        }
                        assertThat(joined[s][b]).isCloseTo(sum, within(1e-12));
                    }
                    assertThat(parts.withItself(s)).isEqualTo(whole.withItself(s));
                    assertThat(itself.withItself(s)).isEqualTo(whole.withItself(s));
                }
            }
        }
    }
}
