package org.lather.maps;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import org.lather.backend.Backend;
import org.lather.describe.FeatureRequest;
import org.lather.describe.StructureSelection;
import org.lather.execution.Execution;
import org.lather.match.StructureMatrix.Entries;
import org.lather.options.RepresentationFile;
import org.lather.options.SelectionMethod;
import org.lather.selection.RandomPoints;
import org.lather.selection.SelectionFile;
import org.lather.selection.SelectionSettings;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/**
 * Chooses the landmarks of a map. Farthest point sampling compares the features that {@link StructureSelection}
 * compares (means over the atoms of structures); where there are more than ten points for each landmark, it chooses
 * among a random sample of ten for each.
 */
record LandmarkSelection(MapRequest request, MapPoints points, Backend backend, Execution execution) {
    /** Returns the indices of the landmarks among all points, in the order of their choice. */
    int[] choose(Structures structures) {
        LandmarkChoice choice = request.landmarks();
        int wanted = choice.of(points.count());
        if (wanted == points.count()) {
            int[] all = new int[wanted];
            Arrays.setAll(all, i -> i);
            return all;
        }
        if (choice.rule() == LandmarkChoice.Rule.RANDOM) {
            return new RandomPoints(choice.seed()).draw(points.count(), wanted).indices();
        }
        int[] pool = pool(wanted);
        List<Structure> sample = gather(structures, pool);
        int[] first = new int[pool.length + 1];
        for (int s = 0; s < pool.length; s++) {
            first[s + 1] = first[s] + points.count(pool[s]);
        }
        int start = choice.rule() == LandmarkChoice.Rule.FPS
                ? 0
                : new SplittableRandom(choice.seed()).nextInt(first[pool.length]);
        boolean environments = request.entries() == Entries.ENVIRONMENTS;
        SelectionFile selected = new StructureSelection(backend, execution)
                .select(
                        new StructureSelection.Request(
                                environments
                                        ? StructureSelection.What.ENVIRONMENTS
                                        : StructureSelection.What.STRUCTURES,
                                new SelectionSettings(SelectionMethod.FPS, SelectionSettings.MIXING, start, 0),
                                Math.min(wanted, first[pool.length]),
                                new FeatureRequest(
                                        new RepresentationFile(request.options().representations(), false)),
                                ""),
                        Structures.of(sample));
        int[] system = Objects.requireNonNull(selected.labels().get("system"));
        int[] atom = Objects.requireNonNull(environments ? selected.labels().get("atom") : new int[system.length]);
        int[] out = new int[system.length];
        for (int i = 0; i < out.length; i++) {
            out[i] = points.starts()[pool[system[i]]] + atom[i];
        }
        return out;
    }

    /** The structures among whose points landmarks are chosen, ascending. */
    private int[] pool(int wanted) {
        int structures = points.sizes().length;
        long enough = (long) LandmarkChoice.POOL * wanted;
        int[] order = new RandomPoints(request.landmarks().seed())
                .draw(structures, structures)
                .indices();
        long sum = 0;
        int taken = 0;
        while (taken < structures && sum < enough) {
            sum += points.count(order[taken++]);
        }
        int[] out = Arrays.copyOf(order, taken);
        Arrays.sort(out);
        return out;
    }

    /** Reads structures with given indices, ascending. */
    List<Structure> gather(Structures structures, int[] wanted) {
        List<Structure> out = new ArrayList<>();
        int index = 0;
        for (Structure s : structures) {
            execution.check("Nothing was written.");
            if (out.size() < wanted.length && wanted[out.size()] == index) {
                out.add(s);
            }
            index++;
        }
        return out;
    }
}
