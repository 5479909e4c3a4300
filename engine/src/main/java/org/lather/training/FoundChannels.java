package org.lather.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.dataset.TargetValues;
import org.lather.dataset.TrainingSet;
import org.lather.dataset.WantedFrames;
import org.lather.density.DensityExpansion;
import org.lather.density.Embedding;
import org.lather.descriptor.Descriptor;
import org.lather.error.Cure;
import org.lather.execution.Execution;
import org.lather.kernel.Covariance;
import org.lather.kernel.EnvironmentKernel;
import org.lather.math.QuasiNewton;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;
import org.lather.target.Target;

/** Learns the weights of a density's channels on a sample of the training structures, before a training. */
final class FoundChannels {
    /** Largest number of structures of the sample, and of its atoms. */
    private static final int STRUCTURES = 1_000;

    private static final int ENVIRONMENTS = 5_000;

    /** Largest number of atoms if single atoms have targets, whose covariances are a matrix. */
    private static final int ROWS = 1_500;

    /** Least number of structures that say something about elements. */
    private static final int FEWEST = 10;

    /** Largest number of products of numbers in one scalar product of all environments with each other. */
    private static final double PRODUCTS = 1.5e10;

    /** The sample takes at most one part in this many of the memory. */
    private static final int SHARE = 4;

    private static final int STEPS = 60;
    private static final double FIRST_STEP = 0.1;
    private static final double TOLERANCE = 1e-4;

    private final Options options;
    private final TrainingSet set;
    private final Embedding.Learnt embedding;
    private final int[] elements;
    private final double[] start;
    private final int channels;
    private final EnvironmentKernel kernel;

    private FoundChannels(Options options, TrainingSet set, Embedding.Learnt embedding) {
        this.options = options;
        this.set = set;
        this.embedding = embedding;
        this.elements = set.elements();
        this.start = initial();
        this.channels = start.length / elements.length;
        this.kernel = options.kernel();
    }

    private double[] initial() {
        try {
            return Arrays.stream(embedding.initial(elements).weights())
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
        } catch (IllegalArgumentException e) {
            throw new OptionsException("`representations.0.density.channels`: " + e.getMessage());
        }
    }

    /**
     * Returns the options of a training, with the channels' weights that are learnt if the options ask for it.
     *
     * @param set training structures, from whose targets the baselines are subtracted
     */
    static Options given(Options options, TrainingSet set, Structures source, Backend backend, Execution execution) {
        Optional<Embedding.Learnt> learnt = options.descriptors().stream()
                .flatMap(d -> d.expansions().stream())
                .flatMap(e -> e.density().embedding().learnt().stream())
                .findFirst();
        if (learnt.isEmpty()) {
            return options;
        }
        expectLearnable(options, set);
        double[][] u = new FoundChannels(options, set, learnt.get()).learn(source, backend, execution);
        Map<String, List<Double>> weights = new LinkedHashMap<>();
        int[] elements = set.elements();
        for (int a = 0; a < elements.length; a++) {
            weights.put(Element.symbol(elements[a]), Arrays.stream(u[a]).boxed().toList());
        }
        Map<String, Object> values = new LinkedHashMap<>();
        for (int i = 0; i < options.representations().size(); i++) {
            values.put("representations." + i + ".density.channels", Map.of("weights", weights));
        }
        return options.with(values);
    }

    private static void expectLearnable(Options options, TrainingSet set) {
        for (Descriptor d : options.descriptors()) {
            if (d.type() != Descriptor.Type.POWER_SPECTRUM) {
                throw new OptionsException(
                        "`representations`: expected power spectra for channels that are learnt, got "
                                + d.getClass().getSimpleName(),
                        Cure.text("Give the channels' weights, or take them from properties"));
            }
        }
        if (set.numbers().isEmpty()) {
            throw new OptionsException(
                    "`targets`: expected a target that is a number, from which channels are learnt, got tensors only",
                    Cure.text("Give the channels' weights, or take them from properties"));
        }
        if (set.structures() < FEWEST) {
            throw new DataException(
                    "expected at least " + FEWEST + " training structures for channels that are learnt, got "
                            + set.structures(),
                    Cure.text("Use more structures, or channels from properties"));
        }
    }

    private double[][] learn(Structures source, Backend backend, Execution execution) {
        long begin = System.nanoTime();
        execution.progress().stage("channels", 0);
        BitSet drawn = draw(execution.budgetBytes() / SHARE);
        List<Structure> structures = new ArrayList<>();
        try (WantedFrames frames = WantedFrames.of(source, set)) {
            for (int i = 0; frames.hasNext(); i++) {
                Structure s = frames.next();
                if (drawn.get(i)) {
                    structures.add(s);
                }
            }
        }
        List<DensityExpansion> expansions =
                kernel.terms().stream().map(t -> t.scalars().onlyExpansion()).toList();
        int environments = structures.stream().mapToInt(Structure::size).sum();
        execution
                .progress()
                .note(String.format(
                        Locale.ROOT,
                        "channels  learning %d of %d elements on %,d structures, %,d environments, at most %,d MB",
                        channels,
                        elements.length,
                        structures.size(),
                        environments,
                        Math.max(1, environments * bytesOfEnvironment() / 1_000_000)));
        ChannelSample sample = ChannelSample.of(structures, expansions, elements, backend);
        ChannelLikelihood likelihood = new ChannelLikelihood(
                sample,
                rows(drawn),
                kernel.covariance(),
                kernel.terms().stream()
                        .mapToDouble(EnvironmentKernel.Term::weight)
                        .toArray(),
                start,
                backend.algebra().dense());
        double[] first = likelihood.first();
        double[] values = {Double.NaN};
        QuasiNewton.Minimum found = minimum(
                (x, g) -> {
                    execution.check("No channels were kept");
                    double value = likelihood.value(x, g);
                    values[0] = Double.isNaN(values[0]) ? value : values[0];
                    return value;
                },
                first);
        execution
                .progress()
                .note(String.format(
                        Locale.ROOT,
                        "channels  learnt in %d steps, %.1f s: negative log posterior per row %.3f, from %.3f at the"
                                + " start",
                        found.steps(),
                        (System.nanoTime() - begin) * 1e-9,
                        found.value(),
                        values[0]));
        return PrincipalChannels.of(Arrays.copyOf(found.x(), start.length), channels);
    }

    private static QuasiNewton.Minimum minimum(QuasiNewton.Differentiable f, double[] first) {
        try {
            return QuasiNewton.minimum(f, first, FIRST_STEP, TOLERANCE, STEPS);
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    "expected targets from which channels can be learnt, got a likelihood that is not finite",
                    Cure.text("Check the targets and their baselines, or use channels from properties"));
        }
    }

    /** The bytes of the coefficients and features of an environment, and of their gradients. */
    private long bytesOfEnvironment() {
        long bytes = 0;
        for (EnvironmentKernel.Term t : kernel.terms()) {
            DensityExpansion e = t.scalars().onlyExpansion();
            long q = (long) channels * e.basis().radialSize();
            long columns = q * (q + 1) / 2 * (e.basis().maxAngular() + 1);
            int orders = e.basis().maxAngular() + 1;
            long present =
                    Math.min(elements.length, Arrays.stream(set.atoms()).max().orElse(0));
            long coefficients = present * e.basis().radialSize() * orders * orders;
            bytes += 8 * (2 * columns + coefficients);
        }
        // scalar products of environments, and matrices of the rows
        return bytes + 8L * ENVIRONMENTS + 4 * 8L * Math.min(set.structures(), STRUCTURES);
    }

    /** Draws structures within the limits of memory and time. */
    private BitSet draw(long bytes) {
        double same = Arrays.stream(
                        kernel.covariance().centers() == Covariance.Centers.SAME ? set.shares() : new double[] {1})
                .map(x -> x * x)
                .sum();
        double columns = kernel.terms().stream()
                .mapToDouble(t -> {
                    DensityExpansion e = t.scalars().onlyExpansion();
                    double q = (double) channels * e.basis().radialSize();
                    return q * (q + 1) / 2 * (e.basis().maxAngular() + 1);
                })
                .sum();
        boolean perAtom =
                set.numbers().stream().anyMatch(v -> v.target().quantity().isPerAtom());
        double most = Math.min(perAtom ? ROWS : ENVIRONMENTS, Math.sqrt(PRODUCTS / (columns * same)));
        most = Math.min(most, (double) bytes / bytesOfEnvironment());
        int[] atoms = set.atoms();
        SplittableRandom random = new SplittableRandom(options.model().seed());
        double[] numbers = random.doubles(atoms.length).toArray();
        int[] order = IntStream.range(0, atoms.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> numbers[i]))
                .mapToInt(i -> i)
                .toArray();
        BitSet out = new BitSet();
        long sum = 0;
        for (int i : order) {
            if (out.cardinality() == STRUCTURES) {
                break;
            }
            if (sum + atoms[i] <= most) {
                out.set(i);
                sum += atoms[i];
            }
        }
        if (out.cardinality() < FEWEST) {
            throw new DataException(
                    String.format(
                            Locale.ROOT,
                            "channels that are learnt: expected %d structures of together at most %,.0f atoms, which"
                                    + " memory and time allow, found %d",
                            FEWEST,
                            most,
                            out.cardinality()),
                    Cure.text("Use fewer channels, more memory or smaller structures, or channels from properties"));
        }
        return out;
    }

    private List<ChannelLikelihood.Rows> rows(BitSet drawn) {
        int[] atoms = set.atoms();
        int environments = drawn.stream().map(i -> atoms[i]).sum();
        List<ChannelLikelihood.Rows> out = new ArrayList<>();
        for (TargetValues v : set.numbers()) {
            Target.Quantity quantity = v.target().quantity();
            int[] row = new int[environments];
            double[] factor = new double[environments];
            List<Double> y = new ArrayList<>();
            List<Double> noise = new ArrayList<>();
            int place = 0;
            int e = 0;
            for (int i = 0; i < atoms.length; i++) {
                int rows = quantity.rows(atoms[i]);
                if (drawn.get(i)) {
                    for (int k = 0; k < atoms[i]; k++, e++) {
                        int r = quantity.isPerAtom() ? place + k : place;
                        boolean first = quantity.isPerAtom() || k == 0;
                        if (first && v.has(r)) {
                            y.add(v.value(r, 0));
                            noise.add(1 / quantity.weight(atoms[i]));
                        }
                        row[e] = v.has(r) ? y.size() - 1 : -1;
                        factor[e] = quantity.factor(atoms[i]);
                    }
                }
                place += rows;
            }
            if (!y.isEmpty() && y.stream().anyMatch(x -> x != 0)) {
                out.add(new ChannelLikelihood.Rows(row, factor, array(y), array(noise)));
            }
        }
        if (out.isEmpty()) {
            throw new DataException(
                    "expected values other than 0 from which channels are learnt, found none",
                    Cure.text("Check the targets and their baselines, or use channels from properties"));
        }
        return out;
    }

    private static double[] array(List<Double> values) {
        return values.stream().mapToDouble(x -> x).toArray();
    }
}
