package org.lather.backend.device.op;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.backend.device.Argument;
import org.lather.backend.device.Buffer;
import org.lather.backend.device.DeviceInfo;
import org.lather.backend.device.Program;
import org.lather.backend.device.memory.Allocation;
import org.lather.backend.device.memory.Workspace;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.density.RadialIntegral;
import org.lather.density.RadialIntegrals;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.density.SplinedRadialIntegral;
import org.lather.descriptor.Descriptor;

/**
 * What is the same for all environments of one set of hyper-parameters, on the device: the program of the expansion,
 * the table of radial integrals, the norms of the harmonics, the weights of the channels, the factors of the coupling.
 */
final class ExpansionTables implements AutoCloseable {
    /** Local memory of a group: a multiprocessor holds several groups at a time. */
    private static final int LOCAL_BYTES = 24 << 10;

    /** The same where coefficients stay there, as a rule, and at most: what moves less is worth fewer groups. */
    private static final int FUSED_BYTES = 28 << 10;

    private static final int MOST_FUSED_BYTES = 40 << 10;
    private static final int FEWEST_PAIRS = 8;

    /** Work-items that couple an environment, at most. */
    private static final int COUPLING_GROUP = 128;

    private static final int MOST_PAIRS = 32;

    private final DensityExpansion expansion;
    private final Channels channels;
    private final RadialIntegral integral;
    private final boolean fused;
    private final Allocation table;
    private final Allocation norms;
    private final Allocation weights;
    private final Allocation factors;

    ExpansionTables(Workspace w, DensityExpansion expansion, Channels channels) {
        this.expansion = expansion;
        this.channels = channels;
        this.integral = RadialIntegrals.of(expansion);
        this.fused = fused(w.device().info(), expansion, channels);
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

    /** Of a pair in local memory: harmonics, integrals, direction, length, weights of the spline; place and element. */
    private static int pairBytes(Basis basis) {
        int integrals = (basis.maxAngular() + 1) * basis.radialSize();
        return 8 * (basis.angularSize() + integrals + 10) + 8;
    }

    private static long coefficientBytes(Basis basis, Channels channels) {
        return 8L * basis.angularSize() * channels.count() * basis.radialSize();
    }

    /** STRIDE of the program: rows of coefficients in local memory are padded. */
    private static int stride(Basis basis, Channels channels) {
        int q = channels.count() * basis.radialSize();
        int pad = Math.floorMod((basis.radialSize() + 1) / 2 - q, 16);
        return q + (pad <= 4 ? pad : 1 - q % 2);
    }

    /** STAGE of the program, in bytes. */
    private static long stageBytes(Basis basis, Channels channels, int group) {
        long q = (long) channels.count() * basis.radialSize();
        long blocks = (q + 3) / 4;
        long together = Math.min(basis.maxAngular() + 1, group / (blocks * (blocks + 1) / 2));
        return 8 * Math.max(group, together * q * (q + 1) / 2);
    }

    private static long fusedBytes(Basis basis, Channels channels) {
        return 8L * basis.angularSize() * stride(basis, channels);
    }

    /** Whether the coefficients of an environment stay in local memory until they are coupled to the power spectrum. */
    static boolean fused(DeviceInfo device, DensityExpansion expansion, Channels channels) {
        Basis basis = expansion.basis();
        long work = Math.max(
                (long) FEWEST_PAIRS * pairBytes(basis), stageBytes(basis, channels, COUPLING_GROUP) + 8 * FEWEST_PAIRS);
        return fusedBytes(basis, channels) + work <= Math.min(MOST_FUSED_BYTES, device.localBytes());
    }

    /** @param perPair bytes of local memory */
    Map<String, Integer> constants(Workspace w, int perPair) {
        return constants(Math.min(LOCAL_BYTES, w.device().info().localBytes()) / perPair);
    }

    private Map<String, Integer> constants(int most) {
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

    /**
     * At l² + l + m: K_lm of {@link org.lather.math.SphericalHarmonics}, with its √2; then, for m ≥ 0, the factors (2l
     * − 1) / (l − m) of P_l−1 and (l + m − 1) / (l − m) of P_l−2 in the recursion of P_l^m.
     */
    private static double[] harmonicNorms(int maxAngular) {
        int size = (maxAngular + 1) * (maxAngular + 1);
        double[] out = new double[3 * size];
        for (int l = 0; l <= maxAngular; l++) {
            double factorials = 1;
            for (int m = 0; m <= l; m++) {
                if (m > 0) {
                    factorials /= (double) (l + m) * (l - m + 1);
                }
                double k = Math.sqrt((m == 0 ? 1 : 2) * (2 * l + 1) / (4 * Math.PI) * factorials);
                out[l * l + l + m] = k;
                out[l * l + l - m] = k;
                if (l > m) {
                    out[size + l * l + l + m] = (2 * l - 1.0) / (l - m);
                    out[2 * size + l * l + l + m] = (l + m - 1.0) / (l - m);
                }
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

    /** How the environments of a descriptor are divided; what goes up has memory twice, so that two steps overlap. */
    static EnvironmentSteps steps(DeviceInfo device, Descriptor descriptor, Channels channels, int most) {
        DensityExpansion expansion = descriptor.expansion();
        Basis basis = expansion.basis();
        int integrals = basis.splineAccuracy() == null ? (basis.maxAngular() + 1) * basis.radialSize() : 0;
        boolean local = descriptor instanceof Descriptor.PowerSpectrum && fused(device, expansion, channels);
        return new EnvironmentSteps(
                (local ? 0 : coefficientBytes(basis, channels)) + 2 * 8, 2 * (28 + 8L * integrals), most);
    }

    /** The coefficients that one neighbour without its element has: [lm][n]. */
    int pairCoefficients() {
        return basis().angularSize() * basis().radialSize();
    }

    Buffer factors() {
        return factors.buffer();
    }

    /** What contributes to the environments of a range. */
    Neighbourhoods neighbourhoods(DeviceBatch batch, int from, int to, Neighbourhoods.Loop loop) {
        boolean centre = expansion.density().centerAtomWeight() != 0;
        return new Neighbourhoods(batch, from, to, expansion.cutoff().radius(), centre, loop);
    }

    /**
     * The coefficients of some environments, in scratch memory, [environment][lm][a N + n]; the pairs stay there too.
     */
    Buffer expand(Workspace w, Neighbourhoods pairs, Neighbourhoods.Loop loop) {
        Buffer out = w.scratch(Workspace.Scratch.COEFFICIENTS, 8L * pairs.size() * coefficients());
        Program program = w.doubleProgram("expansion", constants(w, pairBytes(basis())));
        launch(w, program, "expand", w.groupSize(), pairs, loop, out);
        return out;
    }

    /** Power spectra and their norms of some environments; {@code firstRow} is the row of the first of them. */
    void spectra(Workspace w, Neighbourhoods pairs, Neighbourhoods.Loop loop, int firstRow, DeviceFeatures out) {
        int group = Integer.highestOneBit(Math.min(COUPLING_GROUP, w.groupSize()));
        Map<String, Integer> coupled =
                Map.of("L_MAX", basis().maxAngular(), "Q", channels.count() * basis().radialSize(), "GROUP", group);
        if (!fused) {
            Buffer coefficients = expand(w, pairs, loop);
            Program program = w.program("coupling", coupled);
            w.launchGroups(
                    program,
                    "couple",
                    pairs.size(),
                    group,
                    coefficients,
                    factors.buffer(),
                    w.scratch(Workspace.Scratch.ROWS, out.places(firstRow, pairs.size())),
                    Argument.of((long) firstRow),
                    out.values(),
                    out.norms());
            return;
        }
        long room = Math.min(FUSED_BYTES, w.device().info().localBytes()) - fusedBytes(basis(), channels);
        Map<String, Integer> constants =
                constants(Math.max(FEWEST_PAIRS, (int) Math.max(0, room / pairBytes(basis()))));
        constants.putAll(coupled);
        constants.put("FUSED", 1);
        launch(
                w,
                w.program("expansion+coupling+spectrum", constants),
                "spectrum",
                group,
                pairs,
                loop,
                factors.buffer(),
                w.scratch(Workspace.Scratch.ROWS, out.places(firstRow, pairs.size())),
                Argument.of((long) firstRow),
                out.values(),
                out.norms());
    }

    /** @param more the arguments after those of every expansion */
    private void launch(
            Workspace w,
            Program program,
            String function,
            int group,
            Neighbourhoods pairs,
            Neighbourhoods.Loop loop,
            Argument... more) {
        double radius = expansion.cutoff().radius();
        Buffer integrals = integral instanceof SplinedRadialIntegral
                ? table.buffer()
                : w.scratch(Workspace.Scratch.INTEGRALS, pairs.integrals(integral, radius, loop));
        List<Argument> arguments = new ArrayList<>(List.of(
                w.scratch(Workspace.Scratch.STARTS, pairs.starts()),
                w.scratch(Workspace.Scratch.X, pairs.x()),
                w.scratch(Workspace.Scratch.Y, pairs.y()),
                w.scratch(Workspace.Scratch.Z, pairs.z()),
                w.scratch(Workspace.Scratch.ELEMENTS, pairs.elements()),
                integrals,
                norms.buffer(),
                weights.buffer(),
                Argument.of(knots()),
                Argument.of(inverseSpacing()),
                Argument.of(expansion.density().centerAtomWeight()),
                Argument.of(radius),
                Argument.of(width()),
                Argument.of(scaling().rate()),
                Argument.of(scaling().scale()),
                Argument.of(scaling().exponent())));
        arguments.addAll(List.of(more));
        w.launchGroups(program, function, pairs.size(), group, arguments.toArray(Argument[]::new));
    }

    private int knots() {
        return integral instanceof SplinedRadialIntegral s ? s.knots() : 2;
    }

    private double inverseSpacing() {
        return integral instanceof SplinedRadialIntegral s ? 1 / s.spacing() : 0;
    }

    private double width() {
        return expansion.cutoff().smoothing() instanceof Smoothing.ShiftedCosine c ? c.width() : 0;
    }

    private RadialScaling.Willatt2018 scaling() {
        return expansion.density().scaling() instanceof RadialScaling.Willatt2018 v
                ? v
                : new RadialScaling.Willatt2018(1, 1, 1);
    }

    /**
     * Launches a function of the program of derivatives, a group an environment, right after the same pairs were
     * expanded.
     *
     * @param more the arguments after those that all its functions have
     */
    void derive(Workspace w, String function, Neighbourhoods pairs, Neighbourhoods.Loop loop, Argument... more) {
        // of a pair: direction, length, weights of the spline, integrals and slopes, four sums for each m; place and
        // element
        int sums = 4 * (basis().maxAngular() + 1);
        int perPair = 8 * (16 + 2 * (basis().maxAngular() + 1) * basis().radialSize() + sums) + 8;
        Program derivatives = w.doubleProgram("expansion-gradient", constants(w, perPair));
        boolean exact = !(integral instanceof SplinedRadialIntegral);
        double radius = expansion.cutoff().radius();
        Buffer slopes = exact
                ? w.scratch(Workspace.Scratch.INTEGRAL_SLOPES, pairs.slopes(integral, radius, loop))
                : table.buffer();
        List<Argument> arguments = new ArrayList<>(List.of(
                w.scratch(Workspace.Scratch.STARTS, 0),
                w.scratch(Workspace.Scratch.X, 0),
                w.scratch(Workspace.Scratch.Y, 0),
                w.scratch(Workspace.Scratch.Z, 0),
                w.scratch(Workspace.Scratch.ELEMENTS, 0),
                exact ? w.scratch(Workspace.Scratch.INTEGRALS, 0) : table.buffer(),
                slopes,
                norms.buffer(),
                weights.buffer(),
                Argument.of(knots()),
                Argument.of(inverseSpacing()),
                Argument.of(radius),
                Argument.of(width()),
                Argument.of(scaling().rate()),
                Argument.of(scaling().scale()),
                Argument.of(scaling().exponent())));
        arguments.addAll(List.of(more));
        w.launchGroups(derivatives, function, pairs.size(), w.groupSize(), arguments.toArray(Argument[]::new));
    }

    Buffer weights() {
        return weights.buffer();
    }

    @Override
    public void close() {
        table.close();
        norms.close();
        weights.close();
        factors.close();
    }
}
