package org.lather.acquisition;

import java.util.List;
import org.lather.backend.Backend;
import org.lather.execution.Execution;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.predict.Model;
import org.lather.predict.Prediction;
import org.lather.predict.Request;
import org.lather.structure.Structure;

/**
 * The covariances of what the M members of a committee predict for structures a and b, before their calibration, of the
 * sums over their atoms: c(a, b) = Σ_k d_k(a) d_k(b) / (M − 1) with the deviations d from the mean. Few members are
 * correlated by chance, with a standard error of 1/√(M − 1), and span no more than M − 1 directions; so c(a, b) of
 * different structures is multiplied by 1 − 1/√(M − 1), which leaves every structure a part of its own.
 */
final class MemberCovariances implements GreedyChoice.Covariances {
    private final double[][] deviations;

    /** @param parameters of a model with one target, which has a committee */
    MemberCovariances(ModelParameters parameters, Backend backend, List<Structure> structures, Execution execution) {
        this.deviations = new double[structures.size()][];
        FittedTarget t = parameters.targets().get(0);
        int[] next = {0};
        try (Model model = Model.of(parameters, backend)) {
            model.predict(
                    structures.iterator(),
                    Request.UNCERTAINTIES,
                    execution,
                    p -> deviations[next[0]++] = deviations(t, p));
        }
    }

    /** d_k of one structure, [k]. */
    private static double[] deviations(FittedTarget t, Prediction p) {
        double predictive = p.uncertainty(t.name());
        double computed = p.computedUncertainties(t.name())[0];
        double factor = t.target().quantity().factor(p.structure().size());
        double scale = predictive > 0 ? computed / (predictive * factor) : 0;
        double[][] members = p.ensemble(t.name());
        double[] out = new double[members.length];
        for (int k = 0; k < out.length; k++) {
            out[k] = scale * (members[k][0] - p.value(t.name()));
        }
        return out;
    }

    private double covariance(int a, int b) {
        double sum = 0;
        int m = deviations[a].length;
        for (int k = 0; k < m; k++) {
            sum += deviations[a][k] * deviations[b][k];
        }
        return (a == b ? 1 : 1 - 1 / Math.sqrt(m - 1)) * sum / (m - 1);
    }

    /** c(a, a) of each structure. */
    double[] diagonal() {
        double[] out = new double[deviations.length];
        for (int a = 0; a < out.length; a++) {
            out[a] = covariance(a, a);
        }
        return out;
    }

    @Override
    public double[] column(int[] likely) {
        double[] out = new double[deviations.length];
        for (int b = 0; b < out.length; b++) {
            out[b] = covariance(likely[0], b);
        }
        return out;
    }
}
