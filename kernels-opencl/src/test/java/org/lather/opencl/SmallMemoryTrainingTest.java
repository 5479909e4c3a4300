package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.lather.backend.DeviceMemoryException;
import org.lather.backend.Precision;
import org.lather.backend.RandomStructures;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.options.Options;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.training.SmallTraining;

/**
 * Whole trainings and predictions on a device whose memory ends somewhere on the way: smaller ranges, or one clear
 * exception.
 */
class SmallMemoryTrainingTest {
    private static final Options OPTIONS = SmallTraining.options(
            4,
            3,
            "type: sparse_gpr, representatives: {count: 12, selection: random}, noise: 0.01",
            "energy: {key: energy, unit: eV, quantity: total}");

    private static final List<Structure> STRUCTURES = structures();

    private static List<Structure> structures() {
        Random random = new Random(4);
        List<Structure> out = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            // few large ones among small ones
            int atoms = i % 4 == 0 ? 90 : 4 + random.nextInt(8);
            out.add(SmallTraining.labelled(RandomStructures.cluster(random, atoms, 1, 6, 8)));
        }
        return out;
    }

    /** What a run on so much memory gave, and how often it lacked some. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves this test
    private record Run(double[] predictions, String failure, int refusals, long peak, long estimate) {}

    private static Run run(long memory) {
        OpenClDevice device = Here.device();
        LimitedDevice limited = new LimitedDevice(device, memory, null);
        DeviceBackend backend = new DeviceBackend(limited, Precision.DOUBLE, 1);
        double[] predictions = {};
        String failure = "";
        long estimate = 0;
        try (Model model = SmallTraining.fit(OPTIONS, backend, STRUCTURES)) {
            estimate = model.report().orElseThrow().estimateBytes();
            predictions = SmallTraining.predict(model, "energy", STRUCTURES);
        } catch (DeviceMemoryException e) {
            failure = String.valueOf(e.getMessage());
        }
        long peak = backend.resources().ledger().peakBytes();
        backend.close();
        assertThat(backend.resources().ledger().heldBytes())
                .as("held after %s bytes", memory)
                .isZero();
        assertThat(device.liveBytes()).as("left on the device").isZero();
        return new Run(predictions, failure, limited.refusals(), peak, estimate);
    }

    @Test
    void givesTheSameBitsWithLessMemoryOrSaysSo() {
        Run enough = run(Long.MAX_VALUE);
        assertThat(enough.failure).isEmpty();
        assertThat(enough.refusals).isZero();
        int smaller = 0;
        int failed = 0;
        for (int percent : new int[] {60, 30, 15, 2}) {
            Run run = run(enough.peak * percent / 100);
            if (run.failure.isEmpty()) {
                smaller += run.refusals > 0 ? 1 : 0;
                assertThat(run.predictions).as("at %d %%", percent).isEqualTo(enough.predictions);
            } else {
                failed++;
                assertThat(run.failure).contains("out of memory").doesNotContain("\n");
            }
        }
        assertThat(smaller).as("runs that got along with less").isGreaterThan(1);
        assertThat(failed).as("runs that could not").isPositive();
    }

    @Test
    void staysWithinItsEstimate() {
        Run run = run(Long.MAX_VALUE);
        assertThat(run.peak).isLessThan(run.estimate + run.estimate / 10);
    }
}
