package org.lather.gram;

import java.util.Arrays;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Owned;
import org.lather.backend.Side;

/**
 * The features of representatives in host memory, one block for each term of a kernel, in the same order.
 *
 * @param features rows [representative][2λ+1] of an irreducible block
 * @param scalars rows [representative] that normalise them; for scalars the features themselves
 * @param part largest number of representatives that values and gradients have on a backend at a time; sums run over
 *     one part after another
 */
public record Representatives(List<FeatureBlock> features, List<FeatureBlock> scalars, int part) {
    /** The number of rows of a part of the environments of a full regression. */
    public static final int PART = 8192;

    public Representatives {
        features = List.copyOf(features);
        scalars = List.copyOf(scalars);
    }

    /** Creates representatives that are on a backend as a whole. */
    public Representatives(List<FeatureBlock> features, List<FeatureBlock> scalars) {
        this(features, scalars, Integer.MAX_VALUE);
    }

    /** Creates representatives of scalar features, which normalise themselves. */
    public Representatives(List<FeatureBlock> scalars) {
        this(scalars, scalars);
    }

    /** Creates representatives of scalar features of which values and gradients read a part at a time. */
    public static Representatives inParts(List<FeatureBlock> scalars) {
        return new Representatives(scalars, scalars, PART);
    }

    /** Whether all of them are on a backend at the same time. */
    public boolean isWhole() {
        return count() <= part;
    }

    /** The largest number of them that are on a backend at the same time. */
    public int mostLoaded() {
        return Math.min(count(), part);
    }

    /** The number of representatives, M. */
    public int count() {
        return scalars.get(0).rows();
    }

    /** Uploads the features of one term to a backend; {@link #close} frees them. */
    public Side load(Backend backend, int term) {
        Features loaded = backend.load(features.get(term));
        return normaliseThemselves() ? Side.of(loaded) : withScalars(backend, loaded, scalars.get(term));
    }

    /** Uploads the representatives from {@code from} (inclusive) to {@code to} (exclusive) to a backend. */
    public Side load(Backend backend, int term, int from, int to) {
        FeatureBlock block = features.get(term);
        int components = block.rows() / count();
        Features loaded = backend.load(block.part(from * components, to * components));
        return normaliseThemselves()
                ? Side.of(loaded)
                : withScalars(backend, loaded, scalars.get(term).part(from, to));
    }

    /** Returns the representatives from {@code from} (inclusive) to {@code to} (exclusive) in host memory. */
    Representatives part(int from, int to) {
        List<FeatureBlock> own = scalars.stream().map(s -> s.part(from, to)).toList();
        if (normaliseThemselves()) {
            return new Representatives(own);
        }
        return new Representatives(
                features.stream()
                        .map(f -> f.part(from * (f.rows() / count()), to * (f.rows() / count())))
                        .toList(),
                own);
    }

    /** Whether the features are the scalars, the same arrays. */
    private boolean normaliseThemselves() {
        return features.equals(scalars);
    }

    private static Side withScalars(Backend backend, Features loaded, FeatureBlock scalars) {
        return Owned.orClose(() -> new Side(loaded, backend.load(scalars)), loaded::close);
    }

    /** Frees features that {@link #load} uploaded. */
    public static void close(Side side) {
        side.features().close();
        if (!side.scalar()) {
            side.scalars().close();
        }
    }

    /** The number of bytes of the features of the block, without the scalars. */
    public long featureBytes() {
        return features.stream().mapToLong(FeatureBlock::bytes).sum();
    }

    /** The atomic numbers of the representatives' centres, [M]. */
    public int[] centers() {
        return Arrays.copyOf(scalars.get(0).centers(), count());
    }
}
