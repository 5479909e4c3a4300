package org.lather.gram;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.backend.RangeSize;
import org.lather.density.Channels;
import org.lather.kernel.EnvironmentKernel;
import org.lather.structure.Structure;

/** Computes the features of all environments of structures on the host, in order. */
public record FeaturesOfAll(Backend backend, EnvironmentKernel kernel, Channels channels) {
    /**
     * Computes one block of features for each term of the kernel.
     *
     * @param rangeSize number of environments at a time; fewer where a device is out of memory
     */
    public Representatives of(List<Structure> structures, int rangeSize) {
        int atoms = structures.stream().mapToInt(Structure::size).sum();
        int[] centers = structures.stream()
                .flatMapToInt(s -> IntStream.range(0, s.size()).map(s::atomicNumber))
                .toArray();
        List<FeatureBlock> out = new ArrayList<>();
        for (EnvironmentKernel.Term term : kernel.terms()) {
            int columns = term.features().columns(channels);
            double[] values = new double[Math.multiplyExact(atoms, columns)];
            RangeSize range = new RangeSize(rangeSize);
            int first = 0;
            for (int next = 0; next < structures.size(); ) {
                List<Structure> batch = StructureBatches.next(
                        structures.subList(next, structures.size()).iterator());
                try (Batch uploaded = backend.upload(batch, channels)) {
                    int begin = first;
                    range.cover(
                            uploaded.environments(),
                            (from, to) -> {
                                try (Features f = backend.features(new Range(uploaded, from, to), term.features())) {
                                    f.download(0, to - from, values, (begin + from) * columns);
                                }
                            },
                            (from, to) -> {});
                    first += uploaded.environments();
                }
                next += batch.size();
            }
            out.add(new FeatureBlock(values, columns, centers));
        }
        return new Representatives(out);
    }
}
