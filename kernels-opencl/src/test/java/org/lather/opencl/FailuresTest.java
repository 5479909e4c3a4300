package org.lather.opencl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.lather.backend.Accumulator;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DeviceException;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.NormalEquations;
import org.lather.backend.Precision;
import org.lather.backend.RandomStructures;
import org.lather.backend.Range;
import org.lather.backend.RidgeSystem;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.Transferred;
import org.lather.backend.device.offload.DeviceBackend;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.RadialIntegrals;
import org.lather.density.Smoothing;
import org.lather.density.SplinedRadialIntegral;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/** Little memory and broken devices: smaller steps, one clear exception, and nothing left behind. */
class FailuresTest {
    private static final Channels CHANNELS = Channels.oneHot(1, 6, 8);
    private static final Descriptor POWER = new Descriptor.PowerSpectrum(new DensityExpansion(
            new Cutoff(3, new Smoothing.ShiftedCosine(0.5)), new GaussianDensity(0.4, 1, null), new Basis(4, 4, 1e-8)));
    private static final List<Structure> STRUCTURES = List.of(
            RandomStructures.cluster(new Random(1), 30, 1, 6, 8), RandomStructures.cluster(new Random(2), 20, 1, 6, 8));

    private static FeatureBlock features(Backend b) {
        try (Batch batch = b.upload(STRUCTURES, CHANNELS);
                Features f = b.features(Range.all(batch), POWER)) {
            return f.download();
        }
    }

    @Test
    void takesSmallerStepsWhereMemoryIsShort() {
        FeatureBlock expected;
        LimitedDevice large = new LimitedDevice(Here.device(), Long.MAX_VALUE, null);
        try (Backend b = new DeviceBackend(large, Precision.DOUBLE, 1)) {
            expected = features(b);
        }
        long peak = large.peakBytes();
        // features, tables, and two thirds of what neighbours take
        long held = 8L * 50 * POWER.columns(CHANNELS) + tableBytes();
        long memory = peak - (peak - held) / 3;
        LimitedDevice small = new LimitedDevice(Here.device(), memory, null);
        try (Backend b = new DeviceBackend(small, Precision.DOUBLE, 1)) {
            assertThat(features(b).values()).isEqualTo(expected.values());
            assertThat(small.refusals()).isPositive();
        }
    }

    private static long tableBytes() {
        return RadialIntegrals.of(POWER.onlyExpansion()) instanceof SplinedRadialIntegral s ? 8L * s.table().length : 0;
    }

    @Test
    void multipliesSmallerPiecesWhereMemoryIsShort() {
        FeatureBlock block = new FeatureBlock(new Random(3).doubles(60 * 50).toArray(), 50, new int[60]);
        Covariance k = new Covariance(2, Covariance.Centers.SAME);
        double[][] out = new double[2][];
        for (int which = 0; which < 2; which++) {
            OpenClDevice device = Here.device();
            long most = which == 0 ? Long.MAX_VALUE : 2 * 60 * 50 * 8 + 60 * 60 * 8 + 15_000;
            LimitedDevice limited = new LimitedDevice(device, most, new HostAlgebra(device));
            try (Backend b = new DeviceBackend(limited, Precision.DOUBLE, 1);
                    Features x = b.load(block);
                    Features z = b.load(block);
                    Tile t = b.tile(60, 60)) {
                b.covariances(Side.of(x), Side.of(z), k, 1, t);
                out[which] = t.download();
                assertThat(limited.refusals() > 0).isEqualTo(which == 1);
            }
        }
        assertThat(out[1]).isEqualTo(out[0]);
    }

    /** Two sums fit, their total and a factor do not: the host takes over. */
    @Test
    void leavesRegressionsToTheHostWhereMemoryIsShort() {
        OpenClDevice device = Here.device();
        long square = 8L * 200 * 200;
        LimitedDevice limited = new LimitedDevice(device, 3 * square + square / 2, new HostAlgebra(device));
        try (Backend b = new DeviceBackend(limited, Precision.DOUBLE, 1)) {
            Accumulator first = b.accumulator(new NormalEquations(200, 1));
            Accumulator second = b.accumulator(new NormalEquations(200, 1));
            long held = b.resources().ledger().heldBytes();
            assertThat(b.algebra().ridge(List.of(first, second))).isEmpty();
            assertThat(limited.refusals()).isPositive();
            assertThat(b.resources().ledger().heldBytes()).isEqualTo(held);
            second.close();
            try (RidgeSystem one = b.algebra().ridge(List.of(first)).orElseThrow()) {
                assertThat(one.size()).isEqualTo(200);
            } finally {
                first.close();
            }
        }
    }

    @Test
    void saysWhatDoesNotFit() {
        LimitedDevice small = new LimitedDevice(Here.device(), 100_000, null);
        try (Backend b = new DeviceBackend(small, Precision.DOUBLE, 1)) {
            assertThatThrownBy(() -> b.tile(1000, 1000))
                    .isInstanceOf(DeviceException.class)
                    .hasMessageContaining("8000000 bytes");
            assertThat(b.resources().ledger().heldBytes()).isZero();
        }
        OpenClDevice device = Here.device();
        try (Backend b = new DeviceBackend(device, Precision.DOUBLE, 1)) {
            assertThatThrownBy(() -> b.tile(46_000, 46_000).close()).isInstanceOf(DeviceException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = "spectrum")
    void leavesNothingBehindABrokenLaunch(String function) {
        OpenClDevice device = Here.device();
        LimitedDevice breaking = new LimitedDevice(device, Long.MAX_VALUE, null);
        Backend b = new DeviceBackend(breaking, Precision.DOUBLE, 1);
        // twice: scratch memory of what goes up has two halves
        features(b);
        features(b);
        long held = b.resources().ledger().heldBytes();
        assertThat(device.liveBytes()).isEqualTo(held);
        breaking.breaks(function);
        assertThatThrownBy(() -> features(b))
                .isInstanceOf(DeviceException.class)
                .hasMessageContaining("launch " + function);
        assertThat(b.resources().ledger().heldBytes()).isEqualTo(held);
        assertThat(device.liveBytes()).isEqualTo(held);
        b.close();
        b.close();
        assertThat(b.resources().ledger().heldBytes()).isZero();
        assertThat(device.liveBytes()).isZero();
    }

    @Test
    void movesOnlyNeighboursUpAndNothingDown() {
        OpenClDevice device = Here.device();
        try (DeviceBackend b = new DeviceBackend(device, Precision.DOUBLE, 1);
                Batch batch = b.upload(STRUCTURES, CHANNELS)) {
            features(b);
            Transferred before = b.resources().transferred();
            try (Features f = b.features(new Range(batch, 0, 50), POWER);
                    Tile t = b.tile(50, 50)) {
                b.covariances(Side.of(f), Side.of(f), new Covariance(2, Covariance.Centers.SAME), 1, t);
            }
            Transferred moved = b.resources().transferred().since(before);
            assertThat(moved.fromDevice()).isZero();
            // 28 bytes a pair and some integers, fewer than 100 neighbours
            assertThat(moved.toDevice()).isBetween(50L * 28, 50L * 28 * 100);
            assertThat(device.seconds()).containsKeys("spectrum", "gram");
            assertThat(device.seconds().values()).allSatisfy(t -> assertThat(t).isPositive());
        }
    }
}
