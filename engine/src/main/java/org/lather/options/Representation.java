package org.lather.options;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.lather.density.Channels;
import org.lather.density.Embedding;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;

/**
 * A descriptor and the weight of its kernel in the sum over representations.
 *
 * @param descriptor descriptor of scalars; for tensors the power spectrum that normalises their kernels
 * @param weight weight of the kernel, dimensionless, positive
 * @param tensors whether λ-SOAP of the orders that the targets need is computed too
 * @param features number of features of a bispectrum, or of each order of tensors, that farthest point sampling
 *     chooses; 0 for all
 */
public record Representation(Descriptor descriptor, double weight, boolean tensors, int features) {
    /**
     * @throws IllegalArgumentException if the weight is not positive and finite, or a number of features does not fit
     *     the features
     */
    public Representation {
        if (!(weight > 0) || !Double.isFinite(weight)) {
            throw new IllegalArgumentException("expected a positive weight, got " + weight);
        }
        if (tensors && !descriptor.isPowerSpectrum()) {
            throw new IllegalArgumentException("expected a power spectrum beside the features of tensors");
        }
        if (features < 0) {
            throw new IllegalArgumentException("expected a positive count of features, got " + features);
        }
        if (features > 0 && !tensors && descriptor.type() != Descriptor.Type.BISPECTRUM) {
            throw new IllegalArgumentException(
                    "expected a bispectrum or tensors whose features are chosen, got " + descriptor);
        }
    }

    /** Refuses representations whose densities have different channels: atoms are given to a backend with one set. */
    static void expectOneEmbedding(List<Representation> representations) {
        if (embeddings(representations).size() > 1) {
            throw new IllegalArgumentException("`representations`: expected the same density.channels in all"
                    + " representations, got different ones");
        }
    }

    /**
     * The channels of the densities of some representations.
     *
     * @param atomicNumbers all elements, ascending
     * @throws OptionsException if the channels are not known for one of them
     */
    public static Channels channels(List<Representation> representations, int... atomicNumbers) {
        try {
            return embeddings(representations).stream()
                    .findFirst()
                    .orElse(Embedding.ELEMENTS)
                    .channels(atomicNumbers);
        } catch (IllegalArgumentException e) {
            throw OptionsException.refused("representations.0.density.channels", e);
        }
    }

    private static Set<Embedding> embeddings(List<Representation> representations) {
        Set<Embedding> out = new LinkedHashSet<>();
        for (Representation r : representations) {
            r.descriptor().expansions().forEach(e -> out.add(e.density().embedding()));
        }
        return out;
    }

    /** The calculator of these features as an options file names it. */
    public String calculator() {
        return Calculator.word(tensors ? Descriptor.Type.LAMBDA_SOAP : descriptor.type());
    }

    /** Makes a representation of scalars. */
    public Representation(Descriptor descriptor, double weight) {
        this(descriptor, weight, false, 0);
    }

    /** Whether features are chosen: of tensors of each order, or the columns of a bispectrum. */
    boolean takesFeatures() {
        return tensors || descriptor.type() == Descriptor.Type.BISPECTRUM;
    }

    /** The bispectrum whose columns are still to be chosen; empty if there is none, or it has too few to choose. */
    public Optional<Descriptor.Bispectrum> undecided(Channels channels) {
        if (tensors || features == 0) {
            return Optional.empty();
        }
        Descriptor.Bispectrum full = (Descriptor.Bispectrum) descriptor;
        return full.wanted().isAll() && full.columns(channels) > features ? Optional.of(full) : Optional.empty();
    }

    /** Returns the representation with the columns of its bispectrum that were chosen. */
    public Representation withColumns(Columns columns) {
        Descriptor.Bispectrum full = (Descriptor.Bispectrum) descriptor;
        return new Representation(
                new Descriptor.Bispectrum(full.expansion(), full.sigma(), columns), weight, tensors, features);
    }

    /** The columns of a bispectrum that were chosen; all for every other descriptor. */
    public Columns columns() {
        return descriptor.type() == Descriptor.Type.BISPECTRUM
                ? ((Descriptor.Bispectrum) descriptor).wanted()
                : Columns.all();
    }
}
