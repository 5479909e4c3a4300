package org.lather.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.lather.model.FittedTarget;
import org.lather.model.ModelParameters;
import org.lather.predict.Prediction;
import org.lather.structure.Structure;

/**
 * Gathers what a {@link Report} shows from predictions that are added one at a time. Errors are summed over all values;
 * of the pairs of reference and prediction an even sample is kept, so that memory does not grow with the number of
 * structures.
 */
public final class ReportData implements Consumer<Prediction> {
    private final List<SeriesData> series = new ArrayList<>();
    private final Map<Integer, Long> elements = new TreeMap<>();
    private long structures;
    private long atoms;
    private long periodic;
    private int smallest = Integer.MAX_VALUE;
    private int largest;

    /** @param parameters of the model that predicts */
    public ReportData(ModelParameters parameters) {
        for (FittedTarget t : parameters.targets()) {
            series.add(new SeriesData(t, null));
            t.target().derivatives().forEach(d -> series.add(new SeriesData(t, d)));
        }
    }

    /** Adds a prediction, compared with the references that its structure carries. */
    @Override
    public void accept(Prediction p) {
        Structure s = p.structure();
        Place place = Place.of(s, structures);
        structures++;
        atoms += s.size();
        periodic += s.cell().anyPeriodic() ? 1 : 0;
        smallest = Math.min(smallest, s.size());
        largest = Math.max(largest, s.size());
        for (int z : s.atomicNumbers()) {
            elements.merge(z, 1L, Long::sum);
        }
        series.forEach(d -> d.add(p, place));
    }

    /** Returns the number of structures that were added. */
    public long structures() {
        return structures;
    }

    /** Returns the number of their atoms. */
    public long atoms() {
        return atoms;
    }

    /** The number of structures that repeat in any direction. */
    long periodic() {
        return periodic;
    }

    /** The number of atoms of the smallest structure. */
    int smallest() {
        return smallest;
    }

    /** The number of atoms of the largest structure. */
    int largest() {
        return largest;
    }

    /** The number of atoms of each element, by atomic number. */
    Map<Integer, Long> elements() {
        return Collections.unmodifiableMap(elements);
    }

    /** The targets and derivatives that any of the structures carries, in the order of the model. */
    List<SeriesData> series() {
        return series.stream().filter(s -> s.count() > 0).toList();
    }
}
