package org.lather.calibration;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.lather.basis.RandomSample;
import org.lather.dataset.TrainingRun;
import org.lather.dataset.WantedFrames;
import org.lather.structure.Structure;

/** The structures of a training set, drawn at random, whose residuals calibrate uncertainties. */
final class CalibrationSample {
    /** Largest number of structures in the sample. */
    private static final int STRUCTURES = 256;
    /** Approximate number of labels of atoms in the sample if atoms have labels of their own. */
    private static final int LABELS = 2048;
    /** Smallest number of structures in the sample, if there are as many. */
    private static final int FEWEST = 16;

    private final TrainingRun run;
    private final int[] places;

    /** @param places indices in the training set, ascending */
    private CalibrationSample(TrainingRun run, int[] places) {
        this.run = run;
        this.places = places;
    }

    /**
     * Draws a sample.
     *
     * @param labels number of labels by structure, which has none if it is not to be drawn
     * @param ofAtoms whether atoms have labels of their own, so that fewer structures suffice
     */
    static CalibrationSample of(TrainingRun run, IntUnaryOperator labels, boolean ofAtoms) {
        int[] candidates = IntStream.range(0, run.set().structures())
                .filter(i -> labels.applyAsInt(i) > 0)
                .toArray();
        int count = STRUCTURES;
        if (ofAtoms) {
            double each = Arrays.stream(candidates).map(labels).average().orElse(1);
            count = (int) Math.max(FEWEST, Math.min(STRUCTURES, LABELS / each));
        }
        long[] chosen =
                RandomSample.of(candidates.length, count, run.options().model().seed());
        return new CalibrationSample(
                run, Arrays.stream(chosen).mapToInt(i -> candidates[(int) i]).toArray());
    }

    /** The number of structures. */
    int size() {
        return places.length;
    }

    /**
     * Reads the structures, a few at a time.
     *
     * @param most largest number at a time
     * @param work takes their indices in the training set, and the structures
     */
    void forEach(int most, BiConsumer<int[], List<Structure>> work) {
        List<Structure> structures = new ArrayList<>();
        try (WantedFrames wanted = run.frames()) {
            int done = 0;
            for (int i = 0; done < places.length && wanted.hasNext(); i++) {
                Structure s = wanted.next();
                if (i != places[done + structures.size()]) {
                    continue;
                }
                structures.add(s);
                if (structures.size() == Math.min(most, places.length - done)) {
                    run.execution().check("Nothing was kept.");
                    work.accept(Arrays.copyOfRange(places, done, done + structures.size()), structures);
                    run.execution().progress().advance(structures.size());
                    done += structures.size();
                    structures = new ArrayList<>();
                }
            }
        }
    }
}
