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

/** The backend under test beside the reference; both must give back all memory after each test. */
abstract class AgainstReference {
    Backend backend;
    Backend reference;
    private long heldBefore;

    protected abstract Backend open(int threads);

    @BeforeEach
    void openBackends() {
        backend = open(2);
        reference = new ReferenceBackend(backend.info().precision());
        heldBefore = backend.ledger().heldBytes();
    }

    @AfterEach
    void closeBackends() {
        long held = backend.ledger().heldBytes();
        backend.close();
        reference.close();
        assertThat(held).as("bytes held after all handles were closed").isEqualTo(heldBefore);
    }

    Tolerance tolerance() {
        return Tolerance.of(backend.info().precision());
    }

    /** Features of the environments from {@code from} to {@code to}, on the host. */
    static FeatureBlock features(
            Backend b, List<Structure> structures, Channels channels, Descriptor d, int from, int to) {
        try (Batch batch = b.upload(structures, channels);
                Coefficients c = b.expand(batch, from, to, d.expansion());
                Features f = b.couple(c, d)) {
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
