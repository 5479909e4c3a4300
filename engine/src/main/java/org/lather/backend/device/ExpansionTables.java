package org.lather.backend.device;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.density.RadialIntegral;
import org.lather.density.RadialIntegrals;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.density.SplinedRadialIntegral;

/**
 * What is the same for all environments of one set of hyper-parameters, on the device: the program of the expansion, the table of
 * radial integrals, the norms of the harmonics, the weights of the channels, the factors of the coupling.
 */
final class ExpansionTables implements AutoCloseable {
    /** Local memory of a group: a multiprocessor holds several groups at a time. */
    private static final int LOCAL_BYTES = 24 << 10;

    private static final int MOST_PAIRS = 32;

    private final DensityExpansion expansion;
    private final Channels channels;
    private final RadialIntegral integral;
    private final Program program;
    private final Allocation table;
    private final Allocation norms;
    private final Allocation weights;
    private final Allocation factors;

    ExpansionTables(Workspace w, DensityExpansion expansion, Channels channels) {
        this.expansion = expansion;
        this.channels = channels;
        this.integral = RadialIntegrals.of(expansion);
        this.program = w.doubleProgram("expansion", constants(w.device().info().localBytes()));
        Allocation[] done = new Allocation[4];
        boolean complete = false;
        try {
            done[0] = w.allocate("table", integral instanceof SplinedRadialIntegral s ? s.table() : new double[1]);
            done[1] = w.allocate("norms of harmonics", harmonicNorms(basis().maxAngular()));
            done[2] = w.allocate("channels", channelWeights());
            done[3] = w.allocate("factors", couplingFactors());
            complete = true;
        } finally {
            for (int i = 0; i < 4 && !complete; i++) {
                if (done[i] != null) {
                    done[i].close();
                }
            }
        }
        table = done[0];
        norms = done[1];
        weights = done[2];
        factors = done[3];
    }

    private Basis basis() {
        return expansion.basis();
    }

    private Map<String, Integer> constants(int localBytes) {
        int integrals = (basis().maxAngular() + 1) * basis().radialSize();
        int perPair = 8 * (basis().angularSize() + integrals + 10) + 8;
        int most = Math.min(LOCAL_BYTES, localBytes) / perPair;
        Map<String, Integer> out = new LinkedHashMap<>();
        out.put("L_MAX", basis().maxAngular());
        out.put("N", basis().radialSize());
        out.put("CHANNELS", channels.count());
        out.put("PAIRS", Math.max(1, Math.min(MOST_PAIRS, most)));
        out.put("PADDED", integral instanceof SplinedRadialIntegral s ? s.paddedRadialSize() : 0);
        out.put("EXACT", integral instanceof SplinedRadialIntegral ? 0 : 1);
        out.put("SMOOTHING", expansion.cutoff().smoothing() instanceof Smoothing.ShiftedCosine ? 1 : 0);
        out.put("SCALING", expansion.density().scaling() == null ? 0 : 1);
        out.put("ONE_HOT", channels.isOneHot() ? 1 : 0);
        return out;
    }

    /** K_lm of {@link org.lather.math.SphericalHarmonics}, with its √2, at l² + l + m. */
    private static double[] harmonicNorms(int maxAngular) {
        double[] out = new double[(maxAngular + 1) * (maxAngular + 1)];
        for (int l = 0; l <= maxAngular; l++) {
            double factorials = 1;
            for (int m = 0; m <= l; m++) {
                if (m > 0) {
                    factorials /= (double) (l + m) * (l - m + 1);
                }
                double k = Math.sqrt((m == 0 ? 1 : 2) * (2 * l + 1) / (4 * Math.PI) * factorials);
                out[l * l + l + m] = k;
                out[l * l + l - m] = k;
            }
        }
        return out;
    }

    private double[] channelWeights() {
        int elements = channels.atomicNumbers().length;
        double[] out = new double[elements * channels.count()];
        for (int i = 0; i < out.length; i++) {
            out[i] = channels.weight(i / channels.count(), i % channels.count());
        }
        return out;
    }

    /** (−1)^l/√(2l+1). */
    private double[] couplingFactors() {
        double[] out = new double[basis().maxAngular() + 1];
        for (int l = 0; l < out.length; l++) {
            out[l] = (l % 2 == 0 ? 1 : -1) / Math.sqrt(2 * l + 1);
        }
        return out;
    }

    /** The coefficients of one environment. */
    int coefficients() {
        return basis().angularSize() * channels.count() * basis().radialSize();
    }

    Buffer factors() {
        return factors.buffer();
    }

    /** The coefficients of the environments from {@code from} to {@code to}, in scratch memory, [environment][lm][a N + n]. */
    Buffer expand(Workspace w, DeviceBatch batch, int from, int to, Neighbourhoods.Loop loop) {
        double radius = expansion.cutoff().radius();
        double centre = expansion.density().centerAtomWeight();
        Buffer out = w.scratch(Workspace.Scratch.COEFFICIENTS, 8L * (to - from) * coefficients());
        Neighbourhoods pairs = new Neighbourhoods(batch, from, to, radius, centre != 0, loop);
        int knots = 2;
        double inverseSpacing = 0;
        Buffer integrals;
        if (integral instanceof SplinedRadialIntegral s) {
            knots = s.knots();
            inverseSpacing = 1 / s.spacing();
            integrals = table.buffer();
        } else {
            integrals = w.scratch(Workspace.Scratch.INTEGRALS, pairs.integrals(integral, radius, loop));
        }
        double width = expansion.cutoff().smoothing() instanceof Smoothing.ShiftedCosine c ? c.width() : 0;
        RadialScaling.Willatt2018 scaling = expansion.density().scaling() instanceof RadialScaling.Willatt2018 v
                ? v
                : new RadialScaling.Willatt2018(1, 1, 1);
        w.launchGroups(
                program,
                "expand",
                to - from,
                w.groupSize(),
                w.scratch(Workspace.Scratch.STARTS, pairs.starts()),
                w.scratch(Workspace.Scratch.X, pairs.x()),
                w.scratch(Workspace.Scratch.Y, pairs.y()),
                w.scratch(Workspace.Scratch.Z, pairs.z()),
                w.scratch(Workspace.Scratch.ELEMENTS, pairs.elements()),
                integrals,
                norms.buffer(),
                weights.buffer(),
                Argument.of(knots),
                Argument.of(inverseSpacing),
                Argument.of(centre),
                Argument.of(radius),
                Argument.of(width),
                Argument.of(scaling.rate()),
                Argument.of(scaling.scale()),
                Argument.of(scaling.exponent()),
                out);
        return out;
    }

    @Override
    public void close() {
        table.close();
        norms.close();
        weights.close();
        factors.close();
    }
}
