package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.FeatureRows;
import org.lather.backend.Features;
import org.lather.backend.Precision;
import org.lather.backend.Transferred;
import org.lather.basis.Pool;
import org.lather.model.TrainingReport;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;

/** What travels between host and device. */
class TransferredTest {
    private static final int REPRESENTATIVES = 16;
    private static final int POOL = 64;

    private static TrainingReport train(Backend backend, List<Structure> structures) {
        Options options = SmallTraining.options(
                "type: sparse_gpr, representatives: {count: %d, pool: %d, selection: fps}, noise: 0.01"
                        .formatted(REPRESENTATIVES, POOL),
                "energy: {key: energy, unit: eV, quantity: total}");
        try (Model model = SmallTraining.fit(options, backend, structures)) {
            return model.report().orElseThrow();
        }
    }

    /**
     * Of the structures in the sample for the uncertainties, at most 256, their covariances come down, with
     * representatives and their own, and the predicted value of each atom.
     */
    private static long sampled(List<Structure> structures) {
        return structures.stream()
                .mapToLong(s -> 8L * (REPRESENTATIVES + s.size() * s.size() + s.size()))
                .sum();
    }

    /** The bytes of the covariances of representatives with each other, of which each element has a block. */
    private static long covariances(TrainingReport report) {
        return report.byElement().values().stream().mapToLong(n -> 8L * n * n).sum();
    }

    /**
     * Four times the structures: four times the neighbours go up, and not a byte more comes down but for the sample and
     * the blocks of covariances, whose sizes depend on the elements of the representatives.
     */
    @Test
    void featuresNeverComeBackDuringATraining() {
        List<Structure> structures = SmallTraining.clusters(3, 80);
        try (Backend backend = Here.open(Precision.DOUBLE, 1)) {
            TrainingReport few = train(backend, structures.subList(0, 20));
            TrainingReport many = train(backend, structures);
            Transferred less = few.transferred();
            Transferred more = many.transferred();
            assertThat(few.representatives()).isEqualTo(REPRESENTATIVES);
            assertThat(many.representatives()).isEqualTo(REPRESENTATIVES);
            assertThat(more.fromDevice() - less.fromDevice())
                    .isEqualTo(sampled(structures.subList(20, 80)) + covariances(many) - covariances(few));
            assertThat(more.toDevice()).isGreaterThan(less.toDevice());
            // what the model is made of, the sums, and covariances: a chunk of the pool, and the representatives
            long model = 8L * REPRESENTATIVES * many.features();
            long sums = 8L * (REPRESENTATIVES * REPRESENTATIVES + REPRESENTATIVES + 1);
            long covariances = 8L * (Pool.CHUNK * Pool.CHUNK + REPRESENTATIVES * REPRESENTATIVES);
            long sample = sampled(structures.subList(0, 20));
            assertThat(less.fromDevice() - sample).isBetween(model + sums, model + sums + covariances);
        }
    }

    @Test
    void rowsAreTakenWithoutTheHost() {
        for (Precision precision : Precision.values()) {
            try (Backend backend = Here.open(precision, 1);
                    Features a = backend.load(block(5, 7));
                    Features b = backend.load(block(3, 7));
                    FeatureRows rows = backend.rows(6, 7)) {
                FeatureBlock x = a.download();
                FeatureBlock y = b.download();
                Transferred before = backend.resources().transferred();
                rows.add(a, new int[] {4, 0});
                rows.add(b, new int[] {});
                rows.add(b, new int[] {1, 1});
                try (Features taken = rows.finish()) {
                    assertThat(backend.resources().transferred().fromDevice()).isEqualTo(before.fromDevice());
                    FeatureBlock got = taken.download();
                    assertThat(got.centers()).containsExactly(5, 1, 2, 2);
                    assertThat(got.values())
                            .containsExactly(IntStream.range(0, 28)
                                    .mapToDouble(
                                            i -> i < 14 ? x.values()[(i < 7 ? 28 : 0) + i % 7] : y.values()[7 + i % 7])
                                    .toArray());
                }
            }
        }
    }

    private static FeatureBlock block(int rows, int columns) {
        return new FeatureBlock(
                IntStream.range(0, rows * columns)
                        .mapToDouble(i -> Math.sin(i + rows))
                        .toArray(),
                columns,
                IntStream.range(0, rows).map(i -> i + 1).toArray());
    }
}
