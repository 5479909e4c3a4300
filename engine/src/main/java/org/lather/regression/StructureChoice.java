package org.lather.regression;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.lather.backend.FeatureBlock;
import org.lather.basis.RandomSample;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.WantedFrames;
import org.lather.gram.FeaturesOfAll;
import org.lather.gram.Representatives;
import org.lather.match.StoredStructures;
import org.lather.match.StructureMatrix;
import org.lather.match.StructureRows;
import org.lather.structure.Structure;

/**
 * Chooses training structures as representatives, at random or as farthest points in the distance of the kernel, d² =
 * K(A, A) + K(B, B) − 2 K(A, B), among a random pool of structures. Copies of a chosen structure are not chosen.
 */
final class StructureChoice {
    /** The squared distance of a copy, over the kernel of the structure with itself, and of rounded features. */
    private static final double COPY = 1e-12;

    private static final double ROUNDED_COPY = 1e-6;

    private final TrainingRun run;
    private final StructureMatrix matrix;
    private int[] chosen = new int[0];

    StructureChoice(TrainingRun run, StructureMatrix matrix) {
        this.run = run;
        this.matrix = matrix;
    }

    private static boolean farthest(TrainingRun run) {
        return run.options().model().representatives().selection() == org.lather.options.Representatives.Selection.FPS;
    }

    /** The largest number of representatives. */
    static int count(TrainingRun run) {
        return Math.min(
                run.options().model().representatives().count(), run.set().atoms().length);
    }

    /** The number of structures that representatives are chosen from. */
    static int pool(TrainingRun run) {
        org.lather.options.Representatives r = run.options().model().representatives();
        return Math.min(
                farthest(run) ? Math.max(r.count(), r.pool()) : r.count(),
                run.set().atoms().length);
    }

    /** The training structures that were chosen, in the order of choice. */
    int[] rows() {
        return chosen;
    }

    /**
     * Chooses representatives, and computes their features.
     *
     * @param rangeSize number of environments at a time
     */
    StoredStructures choose(int rangeSize) {
        int count = count(run);
        int[] places = Arrays.stream(RandomSample.of(
                        run.set().atoms().length,
                        pool(run),
                        run.options().model().seed()))
                .mapToInt(Math::toIntExact)
                .toArray();
        run.clock().begin("representatives", count);
        List<Structure> pool = read(places);
        StoredStructures all = rounded(
                StoredStructures.of(pool, new FeaturesOfAll(run.backend(), run.kernel(), run.channels()), rangeSize));
        if (!farthest(run)) {
            chosen = places;
            return all;
        }
        long held = all.environments().featureBytes();
        run.backend().resources().ledger().add(held);
        try {
            int[] indices = farthest(pool, all, count, rangeSize);
            chosen = Arrays.stream(indices).map(i -> places[i]).toArray();
            if (chosen.length < count) {
                run.execution()
                        .progress()
                        .note("representatives " + chosen.length + " structures; all others are copies of these");
            }
            return all.gather(indices);
        } finally {
            run.backend().resources().ledger().remove(held);
        }
    }

    private List<Structure> read(int[] places) {
        List<Structure> out = new ArrayList<>();
        try (WantedFrames wanted = run.frames()) {
            for (int s = 0; wanted.hasNext() && out.size() < places.length; s++) {
                Structure next = wanted.next();
                if (s == places[out.size()]) {
                    out.add(next.with(next.annotations().originOnly()));
                }
            }
        }
        return out;
    }

    private boolean isRounded() {
        return run.options().model().representatives().precision()
                == org.lather.options.Representatives.Precision.SINGLE;
    }

    private StoredStructures rounded(StoredStructures of) {
        if (!isRounded()) {
            return of;
        }
        List<FeatureBlock> blocks = of.environments().features().stream()
                .map(b -> new FeatureBlock(
                        Arrays.stream(b.values()).map(v -> (float) v).toArray(), b.columns(), b.centers()))
                .toList();
        return new StoredStructures(new Representatives(blocks), of.sizes());
    }

    private int[] farthest(List<Structure> pool, StoredStructures stored, int count, int rangeSize) {
        double[] own = matrix.diagonal(pool);
        double copy = isRounded() ? ROUNDED_COPY : COPY;
        double[] distances = new double[own.length];
        Arrays.fill(distances, Double.POSITIVE_INFINITY);
        int[] out = new int[count];
        int next = new SplittableRandom(run.options().model().seed()).nextInt(own.length);
        try (StructureRows rows = new StructureRows(matrix, stored, rangeSize)) {
            for (int c = 0; c < count; c++) {
                int b = next;
                out[c] = b;
                rows.compute(List.of(pool.get(b)), (i, kernels) -> {
                    for (int j = 0; j < own.length; j++) {
                        distances[j] = Math.min(distances[j], own[j] + own[b] - 2 * kernels[j]);
                    }
                });
                distances[b] = 0;
                run.execution().progress().advance(1);
                run.execution().check("Nothing was kept.");
                for (int j = 0; j < own.length; j++) {
                    next = distances[j] > distances[next] ? j : next;
                }
                if (!(distances[next] > copy * own[next])) {
                    return Arrays.copyOf(out, c + 1);
                }
            }
        }
        return out;
    }
}
