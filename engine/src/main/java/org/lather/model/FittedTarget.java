package org.lather.model;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import org.lather.structure.Structure;
import org.lather.target.CompositionUncertainty;
import org.lather.target.Derivative;
import org.lather.target.FittedBaseline;
import org.lather.target.RowType;
import org.lather.target.Target;

/**
 * The fitted state of one target: a list of irreducible blocks; a scalar has one.
 *
 * @param blocks blocks in the order of λ, tensors before pseudotensors, then of their index
 */
public record FittedTarget(
        String name, Target target, List<FittedBaseline> baselines, List<FittedBlock> blocks, Uncertainty uncertainty) {
    /** @throws IllegalArgumentException if there is no block */
    public FittedTarget {
        baselines = List.copyOf(baselines);
        blocks = List.copyOf(blocks);
        if (blocks.isEmpty()) {
            throw new IllegalArgumentException("expected at least one block of " + name + ", got none");
        }
    }

    /** Creates a target without uncertainty. */
    public FittedTarget(String name, Target target, List<FittedBaseline> baselines, List<FittedBlock> blocks) {
        this(name, target, baselines, blocks, new Uncertainty.None());
    }

    /** A copy with other calibrations of its uncertainties. */
    public FittedTarget with(Map<RowType, Calibration> calibrations) {
        return new FittedTarget(name, target, baselines, blocks, uncertainty.with(calibrations));
    }

    /** A copy whose uncertainty is the scatter of its committee, with the same calibrations. */
    public FittedTarget withCommittee() {
        Uncertainty committee = new Uncertainty.Committee(uncertainty.calibrations(), uncertainty.composition());
        return new FittedTarget(name, target, baselines, blocks, committee);
    }

    /** The number of members of its committee. */
    public int members() {
        return blocks.get(0).memberCount();
    }

    /**
     * One member of the committee, as a target of another name without uncertainty.
     *
     * @param k number of the member
     */
    public FittedTarget member(int k, String memberName) {
        return new FittedTarget(
                memberName,
                target,
                baselines,
                blocks.stream().map(b -> b.member(k)).toList());
    }

    /**
     * A copy whose composition baseline was fitted to rows of another variance.
     *
     * @param rowVariance in the square of the target's unit, of totals per atom
     */
    public FittedTarget withRowVariance(double rowVariance) {
        return new FittedTarget(name, target, baselines, blocks, uncertainty.withRowVariance(rowVariance));
    }

    /** The uncertainty of the composition baseline; empty if none was fitted, or for files of older versions. */
    public Optional<CompositionUncertainty> composition() {
        return uncertainty.composition();
    }

    /** A copy without the baselines. */
    public FittedTarget withoutBaselines() {
        return new FittedTarget(name, target, List.of(), blocks, uncertainty);
    }

    /** The weights of the first block, which is the only one of a scalar. */
    public double[] weights() {
        return blocks.get(0).weights();
    }

    /** The factor C of the posterior, packed; empty if there is none. */
    public double[] factor() {
        return uncertainty.factor();
    }

    /** The noise σ; for a tensor the root mean square over the components of its blocks. */
    public double noise() {
        return rootMeanSquare(FittedBlock::noise);
    }

    /** The signal δ; for a tensor the root mean square over the components of its blocks. */
    public double signal() {
        return rootMeanSquare(FittedBlock::signal);
    }

    private double rootMeanSquare(ToDoubleFunction<FittedBlock> of) {
        double sum = 0;
        int components = 0;
        for (FittedBlock b : blocks) {
            int n = b.irrep().components();
            components += n;
            sum += n * of.applyAsDouble(b) * of.applyAsDouble(b);
        }
        return Math.sqrt(sum / components);
    }

    /** The noise σ of the derivatives that were learnt, in the order of the target. */
    public Map<RowType, Double> derivativeNoise() {
        Map<RowType, Double> out = new LinkedHashMap<>();
        for (Derivative d : target.derivatives()) {
            Double sigma = blocks.get(0).derivativeNoise().get(d.kind());
            if (sigma != null) {
                out.put(new RowType.Gradient(d.kind()), sigma);
            }
        }
        return out;
    }

    /**
     * The deviation of one member of the committee from this target, as a target of another name without baselines.
     *
     * @param k number of the member
     */
    public FittedTarget deviation(int k, String memberName) {
        return new FittedTarget(
                memberName,
                target,
                List.of(),
                blocks.stream().map(b -> b.deviation(k)).toList());
    }

    /** The scale of the uncertainty of the value. */
    public double scale() {
        return calibration().scale();
    }

    /** The scale of the uncertainties of forces or, otherwise, of strain, see {@link #calibration(boolean)}. */
    public double scale(boolean forces) {
        return calibration(forces).scale();
    }

    /** The calibration of the uncertainty of the value. */
    public Calibration calibration() {
        return uncertainty.calibrations().getOrDefault(new RowType.Value(), Calibration.NONE);
    }

    /**
     * The calibration of the uncertainties of forces or, otherwise, of strain; that of the value if no such derivative
     * was learnt.
     */
    public Calibration calibration(boolean forces) {
        for (Derivative d : target.derivatives()) {
            if ((d.kind() == Derivative.Kind.FORCES) == forces) {
                return uncertainty.calibrations().getOrDefault(new RowType.Gradient(d.kind()), calibration());
            }
        }
        return calibration();
    }

    /**
     * The number by which standard deviations of values and strain of a structure are divided where their
     * {@link Calibration} holds: √N of totals, otherwise 1.
     */
    public double calibrationUnit(int atoms) {
        return calibrationUnit(target.quantity(), atoms);
    }

    /** The number of {@link #calibrationUnit(int)} for a quantity. */
    public static double calibrationUnit(Target.Quantity quantity, int atoms) {
        return quantity == Target.Quantity.TOTAL ? Math.sqrt(atoms) : 1;
    }

    /** Whether its predictions have a predictive variance. */
    public boolean hasUncertainty() {
        return members() > 1 || (uncertainty.exists() && !target.quantity().isPerAtom());
    }

    /** The reason why it has no forces; empty if it has. */
    public String withoutGradient() {
        if (target.isTensor()) {
            return "it is a tensor";
        }
        if (target.quantity().isPerAtom()) {
            return "it is a target of single atoms";
        }
        for (FittedBaseline b : baselines) {
            if (!b.withoutGradient().isEmpty()) {
                return b.withoutGradient();
            }
        }
        return "";
    }

    /** The reason why it has no stress; empty if it has. */
    public String withoutStrain() {
        for (FittedBaseline b : baselines) {
            if (!b.withoutStrain().isEmpty()) {
                return b.withoutStrain();
            }
        }
        return withoutGradient();
    }

    /** The derivative of the baselines, see {@link FittedBaseline#slope}. */
    public double[] baselineSlope(Structure s, Derivative.Kind kind) {
        return FittedBaseline.slope(baselines, s, target, kind);
    }

    /**
     * The per-atom contributions of the baselines to a target of the whole structure, [atom][spherical component];
     * those to a tensor are divided equally among the atoms.
     */
    public double[] baselineContributions(Structure s) {
        if (!target.isTensor()) {
            double[] out = new double[s.size()];
            baselines.forEach(b -> b.addContributions(s, target, out));
            return out;
        }
        double[] sum = baseline(s);
        double[] out = new double[s.size() * sum.length];
        Arrays.setAll(out, k -> sum[k % sum.length] / s.size());
        return out;
    }

    /**
     * The sum of the baselines in the form that is learnt: spherical components of the structure, or of each atom,
     * flattened; the only component of a scalar is its value.
     */
    public double[] baseline(Structure s) {
        int rows = target.quantity().rows(s.size());
        double[] sum = new double[rows * target.form().map().sphericalSize()];
        baselines.forEach(b -> b.addTo(s, target, sum));
        return sum;
    }
}
