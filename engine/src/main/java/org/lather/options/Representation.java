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
 * @param chosen which features are computed
 */
public record Representation(Descriptor descriptor, double weight, boolean tensors, Chosen chosen) {
    /**
     * The features that are computed.
     *
     * @param count number of features of a power spectrum or bispectrum, or of each order of tensors, that are chosen;
     *     0 for all
     * @param selection how features are chosen, if they are not listed
     * @param whitening of principal components, their exponent γ; 0 for none
     * @param listed labels of features of a power spectrum, for each neighbor_1_type, neighbor_2_type, l, n_1, n_2;
     *     empty if they are chosen, or all are computed
     */
    public record Chosen(int count, SelectionMethod selection, double whitening, List<List<Integer>> listed) {
        /** All features. */
        public static final Chosen ALL = new Chosen(0);

        /**
         * @throws IllegalArgumentException if the number of features is negative, or the whitening not from 0 to 1 or
         *     of other features than principal components
         */
        public Chosen {
            if (count < 0) {
                throw new IllegalArgumentException("expected a positive count of features, got " + count);
            }
            if (!(whitening >= 0 && whitening <= 1)) {
                throw new IllegalArgumentException("expected a whitening from 0 to 1, got " + whitening);
            }
            if (whitening > 0 && selection != SelectionMethod.PCA) {
                throw new IllegalArgumentException(
                        "expected `selection: pca` beside `whitening`, got `" + selection.word() + "`");
            }
            listed = new ListedFeatures(listed).labels();
        }

        /** A number of features that farthest point sampling chooses; 0 for all. */
        public Chosen(int count) {
            this(count, SelectionMethod.FPS, 0, List.of());
        }
    }

    /** Products of kernels with weights beyond this, or its inverse, leave the range of single precision. */
    private static final double SMALLEST_WEIGHT = 1e-15;

    /**
     * @throws IllegalArgumentException if the weight is not positive and finite, or the choice does not fit the
     *     features
     */
    public Representation {
        if (!(weight > 0) || !Double.isFinite(weight)) {
            throw new IllegalArgumentException("expected a positive weight, got " + weight);
        }
        if (weight < SMALLEST_WEIGHT || weight > 1 / SMALLEST_WEIGHT) {
            throw new IllegalArgumentException(
                    "expected a weight from " + SMALLEST_WEIGHT + " to " + 1 / SMALLEST_WEIGHT + ", got " + weight);
        }
        if (tensors && !descriptor.isPowerSpectrum()) {
            throw new IllegalArgumentException("expected a power spectrum beside the features of tensors");
        }
        if (chosen.count > 0 && !tensors && !choosesColumns(descriptor)) {
            throw new IllegalArgumentException(
                    "expected a power spectrum, bispectrum or tensors whose features are chosen, got " + descriptor);
        }
        if (!chosen.listed.isEmpty() && (tensors || descriptor.type() != Descriptor.Type.POWER_SPECTRUM)) {
            throw new IllegalArgumentException("expected a power spectrum whose features are listed, got "
                    + (tensors ? "tensors" : descriptor.toString()));
        }
        if (chosen.count > 0 && tensors && chosen.selection != SelectionMethod.FPS) {
            throw new IllegalArgumentException(
                    "expected `fps` for the features of tensors, got `" + chosen.selection.word() + "`");
        }
        if (chosen.selection == SelectionMethod.PCA && descriptor.type() != Descriptor.Type.POWER_SPECTRUM) {
            throw new IllegalArgumentException(
                    "expected a power spectrum of which `pca` makes principal components," + " got " + descriptor);
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

    /** Makes a representation whose features are chosen by farthest point sampling, if they are chosen. */
    public Representation(Descriptor descriptor, double weight, boolean tensors, int features) {
        this(descriptor, weight, tensors, new Chosen(features));
    }

    /** The number of features that are chosen; 0 for all. */
    public int features() {
        return chosen.count;
    }

    /** How features are chosen, if they are not listed. */
    public SelectionMethod selection() {
        return chosen.selection;
    }

    /** Labels of features of a power spectrum; empty if they are chosen, or all are computed. */
    public List<List<Integer>> listed() {
        return chosen.listed;
    }

    /** Whether principal components take the place of features. */
    public boolean isCombined() {
        return chosen.count > 0 && chosen.selection == SelectionMethod.PCA;
    }

    /** The places of the listed features; empty if none are listed. */
    public Optional<Columns> listedColumns(Channels channels) {
        return listed().isEmpty()
                ? Optional.empty()
                : Optional.of(new ListedFeatures(listed()).columns(descriptor.onlyExpansion(), channels));
    }

    /**
     * Returns a representation of listed features alone.
     *
     * @param labels for each feature neighbor_1_type, neighbor_2_type, l, n_1, n_2
     */
    public Representation withListed(List<List<Integer>> labels) {
        return new Representation(
                withColumns(descriptor, Columns.all()),
                weight,
                tensors,
                new Chosen(labels.size(), SelectionMethod.FPS, 0, labels));
    }

    /** Makes a representation of scalars. */
    public Representation(Descriptor descriptor, double weight) {
        this(descriptor, weight, false, Chosen.ALL);
    }

    private static boolean choosesColumns(Descriptor descriptor) {
        return descriptor.type() == Descriptor.Type.BISPECTRUM || descriptor.type() == Descriptor.Type.POWER_SPECTRUM;
    }

    /** Whether features are chosen: of tensors of each order, or the columns of a power spectrum or bispectrum. */
    boolean takesFeatures() {
        return tensors || choosesColumns(descriptor);
    }

    /** The descriptor whose columns are still to be chosen; empty if there is none, or it has too few to choose. */
    public Optional<Descriptor> undecided(Channels channels) {
        return !tensors
                        && features() > 0
                        && columns().isAll()
                        && (!listed().isEmpty() || isCombined() || descriptor.columns(channels) > features())
                ? Optional.of(descriptor)
                : Optional.empty();
    }

    /**
     * The descriptor as it will be computed, for what does not depend on which columns are chosen: with one of them if
     * some will be.
     */
    Descriptor computed() {
        return tensors || features() == 0 || !columns().isAll() ? descriptor : withColumns(descriptor, Columns.of(0));
    }

    /** Returns the representation with the columns of its power spectrum or bispectrum that were chosen. */
    public Representation withColumns(Columns columns) {
        return new Representation(withColumns(descriptor, columns), weight, tensors, chosen);
    }

    /**
     * A descriptor with some of its columns.
     *
     * @throws IllegalArgumentException for a descriptor that takes no columns
     */
    public static Descriptor withColumns(Descriptor full, Columns columns) {
        return switch (full.type()) {
            case POWER_SPECTRUM -> new Descriptor.PowerSpectrum(full.onlyExpansion(), columns);
            case BISPECTRUM ->
                new Descriptor.Bispectrum(full.onlyExpansion(), ((Descriptor.Bispectrum) full).sigma(), columns);
            case SPHERICAL_EXPANSION, RADIAL_SPECTRUM, LAMBDA_SOAP, SYMMETRY_FUNCTIONS, COMPOSITION, PAIR_CORRELATION ->
                throw new IllegalArgumentException("expected features whose columns are chosen, got " + full);
        };
    }

    /** The columns of a power spectrum or bispectrum that were chosen; all for every other descriptor. */
    public Columns columns() {
        return switch (descriptor.type()) {
            case POWER_SPECTRUM -> ((Descriptor.PowerSpectrum) descriptor).wanted();
            case BISPECTRUM -> ((Descriptor.Bispectrum) descriptor).wanted();
            case SPHERICAL_EXPANSION, RADIAL_SPECTRUM, LAMBDA_SOAP, SYMMETRY_FUNCTIONS, COMPOSITION, PAIR_CORRELATION ->
                Columns.all();
        };
    }
}
