package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.lather.backend.Backend;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Precision;
import org.lather.backend.RandomStructures;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.execution.Execution;
import org.lather.model.ModelParameters;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;
import org.lather.training.TensorClusters;
import org.lather.uncertainty.Uncertainties;

/**
 * Tensors, gradients and uncertainties on a device whose memory ends somewhere on the way: smaller ranges, or one clear
 * exception.
 */
class SmallMemoryTest {
    /** What a run on so much memory gave, and how often it lacked some. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this test
    private record Run(double[] numbers, String failure, int refusals, long peak) {}

    private static Run run(long memory, Function<Backend, double[]> work) {
        OpenClDevice device = Here.device();
        LimitedDevice limited = new LimitedDevice(device, memory, null);
        DeviceBackend backend = new DeviceBackend(limited, Precision.DOUBLE, 1);
        double[] numbers = {};
        String failure = "";
        try {
            numbers = work.apply(backend);
        } catch (DeviceMemoryException e) {
            failure = String.valueOf(e.getMessage());
        }
        long peak = backend.resources().ledger().peakBytes();
        assertThat(backend.resources().ledger().heldBytes() - device.liveBytes())
                .as("held on the host after %s bytes", memory)
                .isZero();
        backend.close();
        assertThat(backend.resources().ledger().heldBytes())
                .as("held after %s bytes", memory)
                .isZero();
        assertThat(device.liveBytes()).as("left on the device").isZero();
        return new Run(numbers, failure, limited.refusals(), peak);
    }

    private static void sameBitsOrOneSentence(Function<Backend, double[]> work) {
        Run enough = run(Long.MAX_VALUE, work);
        assertThat(enough.failure).isEmpty();
        assertThat(enough.refusals).isZero();
        int smaller = 0;
        int failed = 0;
        for (int percent : new int[] {60, 40, 25, 15, 8, 1}) {
            Run run = run(enough.peak * percent / 100, work);
            if (run.failure.isEmpty()) {
                smaller += run.refusals > 0 ? 1 : 0;
                assertThat(run.numbers).as("at %d %%", percent).isEqualTo(enough.numbers);
            } else {
                failed++;
                assertThat(run.failure).contains("out of memory").doesNotContain("\n");
            }
        }
        assertThat(smaller).as("runs that got along with less").isPositive();
        assertThat(failed).as("runs that could not").isPositive();
    }

    @Test
    void tensors() {
        Options options = TensorClusters.options(
                3.0,
                3,
                "all",
                "kernel: {zeta: 2}, representatives: {count: 6, selection: random}, noise: 0.05, folds: 2",
                "dipole: {unit: e*A, rank: 1}, alpha: {unit: A^3, rank: 2, symmetry: symmetric, baseline: composition}");
        Random random = new Random(61);
        List<Structure> train = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            // few large ones among small ones
            int atoms = i % 4 == 0 ? 90 : 4 + random.nextInt(8);
            train.add(TensorClusters.labelled(RandomStructures.cluster(random, atoms, 1, 6, 8)));
        }
        sameBitsOrOneSentence(backend -> {
            List<double[]> out = new ArrayList<>();
            try (Model model = SmallTraining.fit(options, backend, train)) {
                for (String t : List.of("dipole", "alpha")) {
                    out.add(SmallTraining.predict(model, t, train));
                }
            }
            return out.stream().flatMapToDouble(Arrays::stream).toArray();
        });
    }

    @Test
    void forcesAndUncertainties() {
        Options options = SmallTraining.options(
                3,
                3,
                "type: sparse_gpr, representatives: {count: 60, selection: random}, noise: 0.01",
                "energy: {key: energy, unit: eV, quantity: total}");
        List<Structure> structures = SmallTraining.clusters(62, 20);
        ModelParameters parameters;
        try (Backend here = Here.open(Precision.DOUBLE, 1);
                Model model = SmallTraining.fit(options, here, structures)) {
            parameters = model.parameters();
        }
        sameBitsOrOneSentence(backend -> {
            List<double[]> out = new ArrayList<>();
            try (Model model = Model.of(parameters, backend)) {
                model.predict(
                        structures.subList(0, 6).iterator(),
                        Request.GRADIENTS.with(Uncertainties.ALL),
                        Execution.defaults(),
                        p -> out.addAll(numbers(p)));
            }
            return out.stream().flatMapToDouble(Arrays::stream).toArray();
        });
    }

    static List<double[]> numbers(Prediction p) {
        return List.of(
                p.values("energy"),
                p.forces("energy"),
                p.virial("energy"),
                new double[] {p.uncertainty("energy")},
                p.forcesUncertainty("energy"),
                p.virialUncertainty("energy"));
    }
}
