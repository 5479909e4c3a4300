package org.lather.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.gram.FoldingPlan;
import org.lather.kernel.EnvironmentKernel;
import org.lather.model.Calibration;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.structure.Structure;
import org.lather.target.CompositionUncertainty;

/**
 * The committees of a model. Their members are predicted as further targets, which share features and covariances with
 * the targets of the model: of scalars the deviations from the target, all but the last one, which follows as they sum
 * to zero; of others the members themselves. They are then rescaled: with the prediction y, the value y_k of member k,
 * their standard deviation s and the calibrated one u, y_k → y + (y_k − y) u/s (Musil et al. 2019,
 * doi:10.1021/acs.jctc.8b00959, eq. 21). The standard deviation of what is stored is the uncertainty that is stored.
 */
final class Committee {
    /** Part of the names of members that no target of a model has. */
    private static final String MARK = "\u0000";

    private Committee() {}

    /** Whether any target has a committee. */
    static boolean isKnown(ModelParameters parameters) {
        return parameters.targets().stream().anyMatch(t -> t.members() > 1);
    }

    private static String name(FittedTarget t, int k) {
        return t.name() + MARK + k;
    }

    /** Whether a target is a member of a committee. */
    static boolean isMember(FittedTarget t) {
        return t.name().contains(MARK);
    }

    /** Whether members are predicted as deviations, which is possible where a target is linear in its weights. */
    private static boolean deviates(FittedTarget t) {
        return !t.target().isTensor()
                && t.withoutGradient().isEmpty()
                && t.withoutStrain().isEmpty();
    }

    /** A model with its members as further targets. */
    static ModelParameters withMembers(ModelParameters of) {
        List<FittedTarget> all = new ArrayList<>(of.targets());
        for (FittedTarget t : of.targets()) {
            boolean deviates = deviates(t);
            for (int k = 0; k < t.members() - (deviates ? 1 : 0); k++) {
                all.add(deviates ? t.deviation(k, name(t, k)) : t.member(k, name(t, k)));
            }
        }
        return new ModelParameters(
                of.options(),
                of.channels(),
                of.representatives(),
                of.structures(),
                of.tensors(),
                all,
                of.provenance(),
                of.trained());
    }

    /** What is folded of a model with members: what is folded without them, so that predictions are the same bits. */
    static FoldingPlan folding(ModelParameters plain, ModelParameters withMembers) {
        return withMembers.folding().as(plain.folding());
    }

    /**
     * Replaces the members in a prediction by the ensembles of their targets and by uncertainties.
     *
     * @param of the model without its members
     */
    static Prediction collected(Prediction p, ModelParameters of) {
        double ofAtom = of.kernel().terms().stream()
                .mapToDouble(EnvironmentKernel.Term::weight)
                .sum();
        for (FittedTarget t : of.targets()) {
            if (t.members() > 1) {
                collect(p, t, ofAtom);
            }
        }
        return p;
    }

    /** @param ofAtom k** of one environment */
    private static void collect(Prediction p, FittedTarget t, double ofAtom) {
        int n = t.members();
        double[][] values = new double[n][];
        List<PredictedGradient> gradients = new ArrayList<>();
        boolean deviates = deviates(t);
        for (int k = 0; k < n - (deviates ? 1 : 0); k++) {
            values[k] = p.take(name(t, k));
            p.takeGradient(name(t, k)).ifPresent(gradients::add);
        }
        if (deviates) {
            complete(p.values(t.name()), values);
        }
        double unit = t.calibrationUnit(p.structure().size());
        double[] computed = deviations(p.values(t.name()), values);
        double[] predictive = new double[computed.length];
        for (int i = 0; i < computed.length; i++) {
            predictive[i] = t.calibration().of(computed[i], unit);
            if (t.composition().isPresent()) {
                predictive[i] = withComposition(t, t.composition().get(), p, predictive[i], i, ofAtom);
            }
        }
        rescale(p.values(t.name()), values, computed, predictive);
        p.scatter().put(t.name(), values);
        p.scatter().put(t.name(), new Scatter.Deviations(predictive, computed));
        if (deviates && gradients.size() == n - 1) {
            PredictedGradient mean = p.gradient(t.name(), "gradient");
            double[][] positions = new double[n][];
            double[][] strain = new double[n][];
            for (int k = 0; k < n - 1; k++) {
                positions[k] = gradients.get(k).positions();
                strain[k] = gradients.get(k).strain();
            }
            complete(mean.positions(), positions);
            complete(mean.strain(), strain);
            PredictedGradient raw = new PredictedGradient(
                    deviations(mean.positions(), positions), deviations(mean.strain(), strain), mean.withoutStrain());
            PredictedGradient own = new PredictedGradient(
                    calibrated(t.calibration(true), raw.positions(), 1),
                    calibrated(t.calibration(false), raw.strain(), unit),
                    mean.withoutStrain());
            rescale(mean.positions(), positions, raw.positions(), own.positions());
            rescale(mean.strain(), strain, raw.strain(), own.strain());
            p.scatter().put(t.name(), new Scatter.GradientEnsemble(positions, strain));
            p.scatter().put(t.name(), new Scatter.GradientDeviations(own, raw));
        }
    }

    /** Adds the mean to deviations, and the last member, which has the deviation that is missing from a sum of zero. */
    private static void complete(double[] mean, double[][] members) {
        int last = members.length - 1;
        double[] sum = new double[mean.length];
        for (int k = 0; k < last; k++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += members[k][i];
                members[k][i] += mean[i];
            }
        }
        members[last] = new double[mean.length];
        Arrays.setAll(members[last], i -> mean[i] - sum[i]);
    }

    /**
     * Adds the uncertainty of the composition baseline to that of what was learnt. The part of the prior that is left
     * of a structure or atom is the ratio of two variances that are both calibrated.
     */
    private static double withComposition(
            FittedTarget t, CompositionUncertainty c, Prediction p, double deviation, int atom, double ofAtom) {
        Structure s = p.structure();
        boolean atoms = t.target().quantity().isPerAtom();
        double factor = t.target().quantity().factor(s.size());
        double computed = t.signal() * Math.sqrt(atoms ? ofAtom : p.scatter().prior()) * factor;
        double prior = t.calibration().of(computed, t.calibrationUnit(s.size()));
        double variance = c.inflation() * deviation * deviation;
        double unknown = variance < prior * prior ? variance / (prior * prior) : 1;
        return Math.sqrt(
                variance + (atoms ? c.variance(s.atomicNumber(atom), unknown) : c.variance(s, t.target(), unknown)));
    }

    private static double[] calibrated(Calibration calibration, double[] computed, double unit) {
        double[] out = new double[computed.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = calibration.of(computed[i], unit);
        }
        return out;
    }

    /** The standard deviations of members around a mean, [i]. */
    private static double[] deviations(double[] mean, double[][] members) {
        double[] out = new double[mean.length];
        for (int i = 0; i < out.length; i++) {
            double sum = 0;
            for (double[] y : members) {
                sum += (y[i] - mean[i]) * (y[i] - mean[i]);
            }
            out[i] = Math.sqrt(sum / (members.length - 1));
        }
        return out;
    }

    /**
     * Rescales members about their mean. Where they do not differ, because no label says anything, all that is
     * uncertain is the baseline, which is common to all atoms of an element: members are then spread evenly.
     */
    private static void rescale(double[] mean, double[][] members, double[] from, double[] to) {
        int n = members.length;
        // sample variance of the numbers 0 to n − 1
        double even = Math.sqrt(n * (n + 1) / 12.0);
        for (int k = 0; k < n; k++) {
            double[] y = members[k];
            for (int i = 0; i < mean.length; i++) {
                y[i] = from[i] > 0
                        ? mean[i] + (y[i] - mean[i]) * (to[i] / from[i])
                        : mean[i] + to[i] * (k - 0.5 * (n - 1)) / even;
            }
        }
    }
}
