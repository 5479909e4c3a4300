package org.lather.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.lather.dataset.TrainingRun;
import org.lather.gram.Partition;
import org.lather.model.FittedBlock;
import org.lather.model.FittedTarget;
import org.lather.options.ModelOptions;
import org.lather.regression.Resampled;

/**
 * What a committee of fits to parts of the training set says of a training structure: the residual of the fit to all
 * bins but that of the structure, and the standard deviation of the members that do not have this bin. Neither knows
 * the structure, or its neighbours in the file.
 */
final class OutOfBag {
    private final Resampled resampled;
    private final Partition bins;

    OutOfBag(Resampled resampled, TrainingRun run) {
        this.resampled = resampled;
        ModelOptions model = run.options().model();
        this.bins = run.set().partition(model.folds(), model.seed());
    }

    private int[] outOfBag(int structure) {
        return resampled.resampling().outOfBag(bins.fold(structure));
    }

    /** The weights of the fit without the bin of a structure. */
    double[] weightsWithout(int structure) {
        return resampled.withoutBin().get(bins.fold(structure));
    }

    /** The weights of the members without the bin of a structure. */
    List<double[]> memberWeights(int structure) {
        return Arrays.stream(outOfBag(structure))
                .mapToObj(resampled.members()::get)
                .toList();
    }

    /** The standard deviation for which the predictions of the members without a bin stand. */
    double deviation(double[] predictions) {
        double mean = 0;
        for (double y : predictions) {
            mean += y / predictions.length;
        }
        double sum = 0;
        for (double y : predictions) {
            sum += (y - mean) * (y - mean);
        }
        return resampled.resampling().factor() * Math.sqrt(sum / (predictions.length - 1));
    }

    /** All fits of a number, as targets without baselines. */
    List<FittedTarget> targets(FittedTarget of) {
        List<FittedTarget> out = new ArrayList<>();
        for (int k = 0; k < resampled.members().size(); k++) {
            out.add(member(of, k));
        }
        for (int f = 0; f < resampled.withoutBin().size(); f++) {
            if (resampled.withoutBin().get(f).length > 0) {
                out.add(without(of, f));
            }
        }
        return out;
    }

    /** One of the {@link #targets}: the fit without the bin of a structure. */
    FittedTarget targetWithout(FittedTarget of, int structure) {
        return without(of, bins.fold(structure));
    }

    /** Those of the {@link #targets} that are members without the bin of a structure. */
    List<FittedTarget> memberTargets(FittedTarget of, int structure) {
        return Arrays.stream(outOfBag(structure)).mapToObj(k -> member(of, k)).toList();
    }

    private FittedTarget member(FittedTarget of, int k) {
        return target(of, of.name() + " of member " + k, resampled.members().get(k));
    }

    private FittedTarget without(FittedTarget of, int bin) {
        return target(
                of, of.name() + " without bin " + bin, resampled.withoutBin().get(bin));
    }

    private static FittedTarget target(FittedTarget of, String name, double[] weights) {
        FittedBlock b = of.blocks().get(0);
        return new FittedTarget(
                name,
                of.target(),
                List.of(),
                List.of(new FittedBlock(b.irrep(), b.index(), weights, b.noise(), b.signal())));
    }
}
