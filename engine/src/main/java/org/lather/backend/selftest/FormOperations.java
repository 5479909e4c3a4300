package org.lather.backend.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Form;
import org.lather.backend.FormBlock;
import org.lather.backend.Range;
import org.lather.descriptor.Descriptor;

/** Self-tests of forms with random coefficients, one for each element but the last. */
final class FormOperations {
    private FormOperations() {}

    static List<double[]> compare(Backend b) {
        List<double[]> out = new ArrayList<>();
        for (int degree = 1; degree <= 2; degree++) {
            out.addAll(values(b, new Descriptor.PowerSpectrum(Samples.expansion(3, 2)), degree, 17));
            out.addAll(values(b, new Descriptor.RadialSpectrum(Samples.expansion(0, 6)), degree, 5, 1));
        }
        return out;
    }

    /** Returns the number of environments whose forms it computed. */
    static double work(Backend b, int repeats) {
        Descriptor d = new Descriptor.PowerSpectrum(Samples.expansion(4, 4));
        for (int i = 0; i < repeats; i++) {
            values(b, d, 2, 20, 20);
        }
        return 40.0 * repeats;
    }

    /** Computes values and their gradients with respect to features. */
    private static List<double[]> values(Backend b, Descriptor d, int degree, int... atoms) {
        try (Batch batch = b.upload(Samples.structures(18, atoms), Samples.CHANNELS)) {
            int n = batch.environments();
            double[] values = new double[n];
            try (Features x = b.features(new Range(batch, 0, n), d);
                    Form form = b.load(block(degree, x.columns()));
                    Features v = b.gradients().featureGradient(x, form, values)) {
                return List.of(values, v.download().values());
            }
        }
    }

    private static FormBlock block(int degree, int columns) {
        int[] elements = Samples.CHANNELS.atomicNumbers();
        Map<Integer, double[]> out = new TreeMap<>();
        for (int e = 0; e + 1 < elements.length; e++) {
            double[] a = Samples.numbers(19 + e, (int) FormBlock.length(degree, columns));
            for (int i = 0; degree == 2 && i < columns; i++) {
                for (int j = 0; j < i; j++) {
                    a[j * columns + i] = a[i * columns + j];
                }
            }
            out.put(elements[e], a);
        }
        return new FormBlock(degree, columns, out);
    }
}
