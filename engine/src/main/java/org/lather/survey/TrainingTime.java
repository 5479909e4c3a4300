package org.lather.survey;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.backend.Backend;
import org.lather.backend.Matrix;
import org.lather.backend.Progress;
import org.lather.execution.Execution;
import org.lather.model.TrainingReport;
import org.lather.options.ModelOptions;
import org.lather.options.NoiseOptions;
import org.lather.options.Options;
import org.lather.options.Representatives;
import org.lather.options.UncertaintyOptions;
import org.lather.predict.Model;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.target.Noise;
import org.lather.target.Target;
import org.lather.target.TargetReading;
import org.lather.training.Trainer;

/**
 * Estimates how long a training takes from small trainings on its first structures. The time of an environment is a + M
 * (2 F + r M) / R for M representatives and F features, where the environment has r rows of labels and R is a rate; a
 * and R follow from two small trainings. The solutions add M³/3 for each fold and step of the search for the noise. It
 * is right within about a factor of two.
 */
public final class TrainingTime {
    /** Number of atoms of the structures of a small training. */
    private static final int ATOMS = 250;

    private static final int[] COUNTS = {20, 200};

    /** Number of solutions for each fold that the search for the noise of one row type needs, about. */
    private static final int STEPS = 15;

    /** Number of atoms of the structures from which uncertainties are calibrated, about. */
    private static final int CALIBRATED = 2048;

    /** Order of the matrix whose factorisation is timed. */
    private static final int ORDER = 512;

    private TrainingTime() {}

    /**
     * Estimates the wall time of a training, s.
     *
     * @throws org.lather.structure.DataException if the first structures cannot be trained on
     */
    public static double seconds(Options options, Survey survey, Backend backend, Execution execution) {
        Structures few = few(survey.source(), options);
        Execution quiet = new Execution(execution.budgetBytes(), Progress.NONE, null, execution.cancelled());
        double rows = rows(options, survey);
        // the first call loads and compiles what the others use
        measure(options, COUNTS[0], few, backend, quiet);
        Measured small = measure(options, COUNTS[0], few, backend, quiet);
        Measured large = measure(options, COUNTS[1], few, backend, quiet);
        double more = large.secondsOfEnvironment - small.secondsOfEnvironment;
        // times of small trainings scatter: the rate is at least that of all operations
        double rate = Math.max(
                large.operations(rows) / large.secondsOfEnvironment,
                more > 0 ? (large.operations(rows) - small.operations(rows)) / more : 0);
        double fixed = Math.max(0, small.secondsOfEnvironment - small.operations(rows) / rate);
        double m = Math.min(options.model().representatives().count(), survey.atoms());
        double pool = Math.min(options.model().representatives().pool(), survey.atoms());
        Measured wanted = new Measured(0, m, large.features);
        double solve = Math.pow(m, 3)
                / 3
                * options.model().folds()
                * STEPS
                * options.targets().size();
        double choice = pool * 2.0 * m * large.features;
        double calibration = Math.min(CALIBRATED, survey.atoms()) * rows * 4.0 * m * m;
        return survey.atoms() * (fixed + wanted.operations(rows) / rate)
                + pool * fixed
                + (choice + calibration + solve) / Math.max(rate, denseRate(backend));
    }

    /** The operations a second of a Cholesky factorisation. */
    private static double denseRate(Backend backend) {
        double least = Double.POSITIVE_INFINITY;
        for (int trial = 0; trial < 3; trial++) {
            double[] a = new double[ORDER * ORDER];
            for (int i = 0; i < ORDER; i++) {
                a[i * ORDER + i] = 1;
            }
            long begin = System.nanoTime();
            backend.algebra().dense().potrf(Matrix.of(a, ORDER, ORDER));
            least = Math.min(least, (System.nanoTime() - begin) * 1e-9);
        }
        return Math.pow(ORDER, 3) / 3 / least;
    }

    /** The first structures, of at least two, with the free atoms that are a baseline. */
    private static Structures few(Structures source, Options options) {
        List<Structure> out = new ArrayList<>();
        int atoms = 0;
        try (Frames frames = source.frames()) {
            while (frames.hasNext() && (atoms < ATOMS || out.size() < 2)) {
                Structure s = frames.next();
                boolean wanted = options.targets().values().stream().anyMatch(t -> TargetReading.hasAny(s, t));
                if (wanted && s.size() > 1) {
                    out.add(s);
                    atoms += s.size();
                }
            }
        }
        return Structures.of(out);
    }

    /** The number of rows of labels for an environment, about. */
    private static double rows(Options options, Survey survey) {
        double rows = 0;
        double structures = 1.0 * survey.structures() / survey.atoms();
        for (Target t : options.targets().values()) {
            rows += (t.quantity().isPerAtom() ? 1 : structures) * t.form().components();
            rows += t.derivatives().isEmpty() ? 0 : 3;
        }
        return rows;
    }

    /**
     * A small training.
     *
     * @param representatives M
     * @param features F
     */
    private record Measured(double secondsOfEnvironment, double representatives, double features) {
        double operations(double rows) {
            return representatives * (2 * features + rows * representatives);
        }
    }

    private static Measured measure(
            Options options, int representatives, Structures few, Backend backend, Execution execution) {
        try (Model model =
                Trainer.of(small(options, representatives), backend, execution).fit(few)) {
            TrainingReport report = model.report().orElseThrow();
            double seconds = report.seconds().getOrDefault("covariances", 0.0);
            return new Measured(
                    Math.max(1e-9, seconds / report.environments()), report.representatives(), report.features());
        }
    }

    /** The options with few representatives, given noise, and no baseline, so that few structures suffice. */
    private static Options small(Options options, int representatives) {
        Map<String, Target> targets = new LinkedHashMap<>();
        Map<String, Double> noise = new LinkedHashMap<>();
        options.targets().forEach((name, t) -> {
            targets.put(
                    name,
                    new Target(
                            t.key(),
                            t.unit(),
                            t.quantity(),
                            List.of(),
                            t.derivatives(),
                            t.form(),
                            t.centers(),
                            t.symprec(),
                            t.basis(),
                            t.chargeWeight()));
            noise.put(name, 1.0);
            t.derivatives().forEach(d -> noise.put(d.name(name), 1.0));
        });
        ModelOptions model = options.model();
        return new Options(
                options.data(),
                options.representations(),
                new ModelOptions(
                        new ModelOptions.Fitting(model.type(), ModelOptions.Solver.DIRECT),
                        model.kernel(),
                        model.structureKernel(),
                        ModelOptions.Weights.GIVEN,
                        new Representatives(representatives, Representatives.Selection.RANDOM, representatives),
                        new NoiseOptions(new Noise.Given(noise), model.noiseFactors(), model.folds()),
                        UncertaintyOptions.DEFAULT,
                        model.classifier(),
                        model.seed()),
                targets,
                Map.of(),
                options.open());
    }
}
