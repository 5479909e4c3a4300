package org.lather.basis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Owned;
import org.lather.backend.Range;
import org.lather.backend.RangeSize;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.WantedFrames;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.gram.StructureBatches;
import org.lather.structure.Structure;

/**
 * Environments chosen from a stream of structures, whose features are computed range by range. Environments are
 * numbered through the stream, atom by atom. Only structures that contain a chosen environment are uploaded.
 */
final class ChosenEnvironments {
    private final Backend backend;
    private final Channels channels;
    private final List<Descriptor> descriptors;
    private final RangeSize range;
    private final long[] chosen;
    private long seen;
    private int next;

    /** Receives the features of a range that contains chosen environments. */
    interface Visitor {
        /**
         * @param features one handle for each descriptor, open during the call only
         * @param places index of each chosen environment of the range among those of the range, ascending
         * @param first index of the first of them among all chosen environments
         */
        void accept(List<Features> features, int[] places, int first);
    }

    /** @param chosen indices of environments in the stream, ascending */
    ChosenEnvironments(
            Backend backend,
            Channels channels,
            List<? extends Descriptor> descriptors,
            RangeSize range,
            long[] chosen) {
        this.backend = backend;
        this.channels = channels;
        this.descriptors = List.copyOf(descriptors);
        this.range = range;
        this.chosen = chosen;
    }

    /**
     * Visits all chosen environments of a training set.
     *
     * @param kept what is kept if the computation is interrupted, for messages
     */
    void visit(TrainingRun run, Supplier<String> kept, Visitor visitor) {
        try (WantedFrames frames = run.frames()) {
            while (next < chosen.length && frames.hasNext()) {
                visit(StructureBatches.next(frames), visitor);
                run.execution().check(kept.get());
            }
        }
    }

    /** Whether all chosen environments were visited. */
    boolean isComplete() {
        return next == chosen.length;
    }

    /** Visits the chosen environments of the next structures of the stream. */
    void visit(List<Structure> structures, Visitor visitor) {
        List<Structure> some = new ArrayList<>();
        int[] places = new int[chosen.length - next];
        int count = 0;
        int taken = 0;
        for (Structure s : structures) {
            int before = count;
            while (next + count < chosen.length && chosen[next + count] < seen + s.size()) {
                places[count] = (int) (chosen[next + count] - seen) + taken;
                count++;
            }
            if (count > before) {
                some.add(s);
                taken += s.size();
            }
            seen += s.size();
        }
        if (count > 0) {
            visit(some, Arrays.copyOf(places, count), visitor);
        }
    }

    /** @param places indices of the chosen environments among those of the structures, ascending */
    private void visit(List<Structure> structures, int[] places, Visitor visitor) {
        int first = next;
        try (Batch batch = backend.upload(structures, channels)) {
            List<Features> features = new ArrayList<>();
            range.cover(
                    batch.environments(),
                    (from, to) -> {
                        if (next - first < places.length && places[next - first] < to) {
                            compute(new Range(batch, from, to), features);
                        }
                    },
                    (from, to) -> {
                        int begin = next - first;
                        int end = begin;
                        while (end < places.length && places[end] < to) {
                            end++;
                        }
                        int[] inside = Arrays.copyOfRange(places, begin, end);
                        Arrays.setAll(inside, i -> inside[i] - from);
                        take(features, inside, visitor);
                    });
        }
    }

    private void take(List<Features> features, int[] places, Visitor visitor) {
        try {
            if (places.length > 0) {
                visitor.accept(features, places, next);
                next += places.length;
            }
        } finally {
            features.forEach(Features::close);
            features.clear();
        }
    }

    /** Computes the features of a range, one handle for each descriptor; none on failure. */
    private void compute(Range environments, List<Features> out) {
        Owned.orClose(() -> descriptors.forEach(d -> out.add(backend.features(environments, d))), () -> {
            out.forEach(Features::close);
            out.clear();
        });
    }
}
