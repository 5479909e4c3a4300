package org.lather.backend.device.op;

import java.util.LinkedHashMap;
import java.util.Map;
import org.lather.backend.GradientForm;
import org.lather.backend.device.DeviceInfo;
import org.lather.backend.device.program.BispectrumPrograms;
import org.lather.backend.device.program.CouplingGradientPrograms;
import org.lather.backend.device.program.PairWeight;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.DensityExpansion;
import org.lather.density.RadialIntegrals;
import org.lather.density.RadialScaling;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;

/**
 * The sizes for one set of hyper-parameters: bytes of environments and pairs in memory, number of pairs of a group in
 * local memory, and the constants of programs.
 */
record ExpansionSizes(DeviceInfo device, DensityExpansion expansion, Channels channels) {
    /** Local memory of a group in bytes: a multiprocessor executes several groups at a time. */
    private static final int LOCAL_BYTES = 24 << 10;

    /**
     * Local memory of a group in bytes if coefficients stay there, as a rule and at most: fewer transfers are worth
     * fewer groups.
     */
    private static final int FUSED_BYTES = 28 << 10;

    private static final int MOST_FUSED_BYTES = 40 << 10;
    /** The pairs that nearly every environment of a molecule has: one chunk instead of two. */
    private static final int PAIRS_OF_MOLECULES = 24;

    /** The most groups that registers of a multiprocessor suffice for, and the memory that each takes in addition. */
    private static final int MOST_GROUPS = 6;

    private static final int RESERVED_BYTES = 1 << 10;

    private static final int FEWEST_PAIRS = 8;
    private static final int MOST_PAIRS = 32;

    /** Largest number of work-items that couple an environment. */
    private static final int COUPLING_GROUP = 128;

    private Basis basis() {
        return expansion.basis();
    }

    /** The number of channels times radial functions. */
    private int q() {
        return channels.count() * basis().radialSize();
    }

    /** The number of coefficients of one environment. */
    int coefficients() {
        return basis().angularSize() * q();
    }

    /** The coefficients that one neighbour without its element has: [lm][n]. */
    int pairCoefficients() {
        return basis().angularSize() * basis().radialSize();
    }

    private int radialIntegrals() {
        return (basis().maxAngular() + 1) * basis().radialSize();
    }

    /**
     * The bytes of a pair in local memory: harmonics, integrals, direction, length, weights of the spline; place and
     * element.
     */
    private int pairBytes() {
        return 8 * (basis().angularSize() + radialIntegrals() + 10) + 8;
    }

    /**
     * The bytes of a pair in local memory whose coefficients are derived: direction, length, weights of the spline,
     * integrals and their derivatives, four sums for each m; place and element.
     */
    private int derivedPairBytes() {
        return 8 * (16 + 2 * radialIntegrals() + 4 * (basis().maxAngular() + 1)) + 8;
    }

    /** STRIDE of the program: rows of coefficients in local memory are padded. */
    private int stride() {
        int pad = Math.floorMod((basis().radialSize() + 1) / 2 - q(), 16);
        return q() + (pad <= 4 ? pad : 1 - q() % 2);
    }

    /** STAGE of the program, in bytes. */
    private long stageBytes() {
        long q = q();
        long blocks = (q + 3) / 4;
        long together = Math.min(basis().maxAngular() + 1, COUPLING_GROUP / (blocks * (blocks + 1) / 2));
        return 8 * Math.max(COUPLING_GROUP, together * q * (q + 1) / 2);
    }

    private long fusedBytes() {
        return 8L * basis().angularSize() * stride();
    }

    /** Whether the coefficients of an environment stay in local memory until they are coupled to the power spectrum. */
    boolean fused() {
        long work = Math.max((long) FEWEST_PAIRS * pairBytes(), stageBytes() + 8 * FEWEST_PAIRS);
        return fusedBytes() + work <= Math.min(MOST_FUSED_BYTES, device.localBytes());
    }

    /**
     * The division of the environments of a descriptor into steps; copies of pairs count twice, so that two steps
     * overlap.
     */
    EnvironmentSteps steps(Descriptor descriptor, int most) {
        int integrals = basis().splineAccuracy() == null ? radialIntegrals() : 0;
        boolean local = descriptor.isPowerSpectrum() && fused();
        return new EnvironmentSteps((local ? 0 : 8L * coefficients()) + 2 * 8, 2 * (28 + 8L * integrals), most);
    }

    /** Constants of the program that expands. */
    Map<String, Integer> expansionConstants() {
        return constants(Math.min(LOCAL_BYTES, device.localBytes()) / pairBytes());
    }

    /** Constants of the program that derives coefficients with respect to pairs. */
    Map<String, Integer> expansionGradientConstants() {
        return constants(Math.min(LOCAL_BYTES, device.localBytes()) / derivedPairBytes());
    }

    /**
     * Constants of the program that couples coefficients.
     *
     * @param groupSize work-items of a group at most
     */
    Map<String, Integer> couplingConstants(int groupSize) {
        int group = Integer.highestOneBit(Math.min(COUPLING_GROUP, groupSize));
        return Map.of("L_MAX", basis().maxAngular(), "Q", q(), "GROUP", group);
    }

    /**
     * Constants of the program that expands and couples.
     *
     * @param groupSize work-items of a group at most
     */
    Map<String, Integer> spectrumConstants(int groupSize) {
        Map<String, Integer> out = constants(fusedPairs());
        out.putAll(couplingConstants(groupSize));
        out.put("FUSED", 1);
        return out;
    }

    /** The pairs of a chunk if coefficients stay in local memory: more where as many groups run at a time with them. */
    private int fusedPairs() {
        long room = Math.min(FUSED_BYTES, device.localBytes()) - fusedBytes();
        int pairs = Math.max(FEWEST_PAIRS, (int) Math.max(0, room / pairBytes()));
        boolean fits = fusedBytes(PAIRS_OF_MOLECULES) <= Math.min(MOST_FUSED_BYTES, device.localBytes());
        return pairs < PAIRS_OF_MOLECULES && fits && groups(PAIRS_OF_MOLECULES) >= Math.max(1, groups(pairs))
                ? PAIRS_OF_MOLECULES
                : pairs;
    }

    private long fusedBytes(int pairs) {
        return fusedBytes() + Math.max((long) pairs * pairBytes(), stageBytes() + 8L * pairs);
    }

    private long groups(int pairs) {
        return Math.min(MOST_GROUPS, device.sharedBytes() / (fusedBytes(pairs) + RESERVED_BYTES));
    }

    /**
     * Constants of the program that derives features with respect to coefficients.
     *
     * @throws IllegalArgumentException for a descriptor whose gradients are not pulled back
     */
    Map<String, Integer> couplingGradientConstants(Descriptor descriptor) {
        return Map.of(
                "L_MAX", basis().maxAngular(),
                "N", basis().radialSize(),
                "CHANNELS", channels.count(),
                "COLUMNS", descriptor.columns(channels),
                "POWER_SPECTRUM", powerSpectrum(descriptor) ? 1 : 0,
                "ONE_HOT", channels.isOneHot() ? 1 : 0,
                "GROUP", CouplingGradientPrograms.GROUP);
    }

    private static boolean powerSpectrum(Descriptor descriptor) {
        return switch (GradientForm.of(descriptor)) {
            case COEFFICIENTS -> false;
            case POWER_SPECTRUM -> true;
            case BISPECTRUM, SELECTED_PRODUCTS ->
                throw new IllegalArgumentException("expected coefficients or a power spectrum, got " + descriptor);
        };
    }

    /** Constants of the program that derives bispectra with respect to coefficients. */
    Map<String, Integer> bispectrumGradientConstants(Descriptor.Bispectrum descriptor) {
        return Map.of(
                "L_MAX", basis().maxAngular(),
                "N", basis().radialSize(),
                "CHANNELS", channels.count(),
                "COLUMNS", descriptor.columns(channels),
                "ONE_HOT", channels.isOneHot() ? 1 : 0,
                "GROUP", BispectrumPrograms.GROUP);
    }

    /** @param pairs as many as local memory holds */
    private Map<String, Integer> constants(int pairs) {
        IntegralSource integrals = RadialIntegrals.of(expansion).match(IntegralSource.CASES);
        Map<String, Integer> out = new LinkedHashMap<>();
        out.put("L_MAX", basis().maxAngular());
        out.put("N", basis().radialSize());
        out.put("CHANNELS", channels.count());
        out.put("PAIRS", Math.max(1, Math.min(MOST_PAIRS, pairs)));
        out.put("PADDED", integrals.paddedRadialSize());
        out.put("EXACT", integrals.exact() ? 1 : 0);
        out.put("SMOOTHING", expansion.cutoff().smoothing().match(SMOOTHING));
        out.put("SCALING", scaling());
        out.put("ONE_HOT", channels.isOneHot() ? 1 : 0);
        return out;
    }

    /** SMOOTHING of the programs. */
    private static final Smoothing.Cases<Integer> SMOOTHING = new Smoothing.Cases<>() {
        @Override
        public Integer shiftedCosine(Smoothing.ShiftedCosine smoothing) {
            return 1;
        }

        @Override
        public Integer step(Smoothing.Step smoothing) {
            return 0;
        }
    };

    /** SCALING of the programs: 0 for none. */
    private int scaling() {
        RadialScaling scaling = expansion.density().scaling();
        return scaling == null ? 0 : scaling.match(willatt -> 1);
    }

    /** The weight of a pair by its distance. */
    PairWeight pairWeight() {
        RadialScaling scaling = expansion.density().scaling();
        if (scaling == null) {
            // numbers that programs without a scaling do not read
            return pairWeight(1, 1, 1);
        }
        return scaling.match(w -> pairWeight(w.rate(), w.scale(), w.exponent()));
    }

    private PairWeight pairWeight(double rate, double scale, double exponent) {
        return new PairWeight(
                expansion.cutoff().radius(), expansion.cutoff().smoothing().width(), rate, scale, exponent);
    }
}
