package org.lather.gram;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
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
 */
public record Representatives(List<FeatureBlock> features, List<FeatureBlock> scalars) {
    public Representatives {
        features = List.copyOf(features);
        scalars = List.copyOf(scalars);
    }

    /** Creates representatives of scalar features, which normalise themselves. */
    public Representatives(List<FeatureBlock> scalars) {
        this(scalars, scalars);
    }

    /** The number of representatives, M. */
    public int count() {
        return scalars.get(0).rows();
    }

    /** Uploads the features of one term to a backend; {@link #close} frees them. */
    public Side load(Backend backend, int term) {
        return load(backend, features.get(term), scalars.get(term));
    }

    /** Uploads the representatives from {@code from} (inclusive) to {@code to} (exclusive) to a backend. */
    public Side load(Backend backend, int term, int from, int to) {
        FeatureBlock block = features.get(term);
        FeatureBlock own = scalars.get(term).gather(range(from, to));
        int components = block.rows() / count();
        return load(
                backend,
                components == 1 && block == scalars.get(term)
                        ? own
                        : block.gather(range(from * components, to * components)),
                own);
    }

    private static Side load(Backend backend, FeatureBlock features, FeatureBlock scalars) {
        Features loaded = backend.load(features);
        if (features == scalars) {
            return Side.of(loaded);
        }
        return Owned.orClose(() -> new Side(loaded, backend.load(scalars)), loaded::close);
    }

    /** Frees features that {@link #load} uploaded. */
    public static void close(Side side) {
        side.features().close();
        if (!side.scalar()) {
            side.scalars().close();
        }
    }

    private static int[] range(int from, int to) {
        return IntStream.range(from, to).toArray();
    }

    /** The number of bytes of the features of the block, without the scalars. */
    public long featureBytes() {
        return features.stream().mapToLong(b -> 8L * b.values().length).sum();
    }

    /** The atomic numbers of the representatives' centres, [M]. */
    public int[] centers() {
        return Arrays.copyOf(scalars.get(0).centers(), count());
    }
}
