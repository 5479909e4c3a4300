package org.lather.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.lather.backend.FeatureBlock;
import org.lather.density.Channels;
import org.lather.error.Cure;
import org.lather.gram.FoldingPlan;
import org.lather.gram.Representatives;
import org.lather.kernel.EnvironmentKernel;
import org.lather.options.Options;
import org.lather.options.Representation;
import org.lather.structure.DataException;
import org.lather.structure.Fingerprints;

/**
 * The complete fitted state of a model.
 *
 * @param representatives features of the representatives, one block for each representation, with rows in the same
 *     order
 * @param structures number of representatives of each structure, if structures rather than representatives have
 *     weights, or are the rows of a posterior; otherwise empty
 * @param tensors their features of each order and parity that the targets need
 * @param provenance origin of the model: texts by name
 * @param trained the structures that the model was trained on; empty if they are not known
 */
@SuppressWarnings("ArrayRecordComponent") // handed over, not copied
public record ModelParameters(
        Options options,
        Channels channels,
        List<FeatureBlock> representatives,
        int[] structures,
        List<IrrepFeatures> tensors,
        List<FittedTarget> targets,
        Map<String, String> provenance,
        Fingerprints trained) {
    /**
     * @throws IllegalArgumentException if there is no target, or a block has another number of weights than
     *     representatives or structures
     */
    public ModelParameters {
        representatives = List.copyOf(representatives);
        tensors = List.copyOf(tensors);
        targets = List.copyOf(targets);
        // in their order, so that equal models give equal files
        provenance = Collections.unmodifiableMap(new LinkedHashMap<>(provenance));
        if (targets.isEmpty()) {
            throw new IllegalArgumentException("expected at least one target, got none");
        }
        for (FittedTarget t : targets) {
            for (FittedBlock b : t.blocks()) {
                int expected = weights(options, representatives, structures)
                        * b.irrep().components();
                if (b.weights().length != expected) {
                    throw new IllegalArgumentException("expected " + expected + " weights for lambda "
                            + b.irrep().lambda() + " of " + t.name() + ", got " + b.weights().length);
                }
            }
        }
    }

    private static int weights(Options options, List<FeatureBlock> representatives, int[] structures) {
        return options.model().comparesStructures()
                ? structures.length
                : representatives.get(0).rows();
    }

    /** Parameters whose weights are those of representatives. */
    public ModelParameters(
            Options options,
            Channels channels,
            List<FeatureBlock> representatives,
            List<IrrepFeatures> tensors,
            List<FittedTarget> targets,
            Map<String, String> provenance,
            Fingerprints trained) {
        this(options, channels, representatives, new int[0], tensors, targets, provenance, trained);
    }

    /** Parameters without tensors and without the structures that they were trained on. */
    public ModelParameters(
            Options options,
            Channels channels,
            List<FeatureBlock> representatives,
            List<FittedTarget> targets,
            Map<String, String> provenance) {
        this(options, channels, representatives, List.of(), targets, provenance, new Fingerprints());
    }

    /** The kernel of the model's options. */
    public EnvironmentKernel kernel() {
        return options.kernel();
    }

    /**
     * Which terms of the kernel predictions fold if the memory suffices. Operations are counted for values and
     * gradients if the model was trained on derivatives, otherwise for values.
     */
    public FoldingPlan folding() {
        boolean derivatives =
                targets.stream().anyMatch(t -> !t.target().derivatives().isEmpty());
        List<FittedTarget> numbers = comparesStructures() ? List.of() : numbers();
        int gradients = (int) numbers.stream()
                .filter(t -> derivatives && t.withoutGradient().isEmpty())
                .count();
        return FoldingPlan.of(
                options.model().kernel(), representatives, new FoldingPlan.Targets(numbers.size(), gradients));
    }

    /** The kernel of a block of tensors. */
    public EnvironmentKernel kernel(IrrepFeatures block) {
        return kernel().of(block.irrep(), block.columns());
    }

    /**
     * Expects that gradients with respect to all features can be pulled back to positions.
     *
     * @throws DataException if not, so that the model has neither forces nor virials
     */
    public void expectGradients() {
        for (Representation r : options.representations()) {
            if (!r.descriptor().pullsBack()) {
                throw new DataException(
                        "expected a model of features from which forces can be computed, got one of " + r.calculator(),
                        Cure.text("Train one with the calculator power_spectrum"));
            }
        }
    }

    /**
     * The representatives of numbers.
     *
     * @throws IllegalStateException if the options have a classification
     */
    public Representatives scalars() {
        return switch (options.model().type()) {
            case SPARSE_GPR -> new Representatives(representatives);
            case GPR -> Representatives.inParts(representatives);
            case SVC -> throw new IllegalStateException("a classification has structures, not representatives");
        };
    }

    /** The representatives of a block of tensors. */
    public Representatives representatives(IrrepFeatures block) {
        return new Representatives(block.features(), representatives);
    }

    /** The scalar targets, in order. */
    public List<FittedTarget> numbers() {
        return targets.stream().filter(t -> !t.target().isTensor()).toList();
    }

    /** Whether structures have weights rather than representatives. */
    public boolean comparesStructures() {
        return options.model().comparesStructures();
    }

    /** Whether the rows of the posterior are structures, whose environments have weights of their own. */
    public boolean hasStructureRows() {
        return structures.length > 0 && !comparesStructures();
    }

    /** The number of weights of a number: that of representatives, or of structures. */
    public int weights() {
        return weights(options, representatives, structures);
    }

    /** The number of rows of the factor of a posterior: that of representatives, or of structures. */
    public int factorRows() {
        return structures.length > 0 ? structures.length : size();
    }

    /** The number of representatives M. */
    public int size() {
        return representatives.get(0).rows();
    }
}
