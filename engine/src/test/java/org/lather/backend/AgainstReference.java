package org.lather.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.lather.backend.reference.ReferenceBackend;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.structure.Structure;

/** The backend under test beside the reference; it must have given back all memory when it is closed. */
abstract class AgainstReference {
    Backend backend;
    Backend reference;

    protected abstract Backend open(int threads);

    @BeforeEach
    void openBackends() {
        backend = open(2);
        reference = new ReferenceBackend(backend.info().precision());
    }

    @AfterEach
    void closeBackends() {
        if (backend == null) {
            return; // it could not be opened, or its device is not here and the test is skipped
        }
        backend.close();
        reference.close();
        assertThat(backend.resources().ledger().heldBytes())
                .as("bytes held at the end")
                .isZero();
    }

    Tolerance tolerance() {
        return Tolerance.of(backend.info().precision());
    }

    /** Features of the environments from {@code from} to {@code to}, on the host. */
    static FeatureBlock features(
            Backend b, List<Structure> structures, Channels channels, Descriptor d, int from, int to) {
        try (Batch batch = b.upload(structures, channels);
                Features f = b.features(new Range(batch, from, to), d)) {
            return f.download();
        }
    }

    static FeatureBlock features(Backend b, List<Structure> structures, Channels channels, Descriptor d) {
        return features(
                b,
                structures,
                channels,
                d,
                0,
                structures.stream().mapToInt(Structure::size).sum());
    }

    static void near(String what, double[] got, double[] expected, double limit) {
        assertThat(got).as(what).hasSize(expected.length);
        for (int i = 0; i < got.length; i++) {
            if (!(Math.abs(got[i] - expected[i]) <= limit)) {
                throw new AssertionError(
                        what + ", value " + i + ": expected " + expected[i] + " within " + limit + ", got " + got[i]);
            }
        }
    }

    static double largest(double[] values) {
        double max = 0;
        for (double v : values) {
            max = Math.max(max, Math.abs(v));
        }
        return max;
    }

    static double[] gaussian(Random random, int count) {
        double[] out = new double[count];
        for (int i = 0; i < count; i++) {
            out[i] = random.nextGaussian();
        }
        return out;
    }
}
