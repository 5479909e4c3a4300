package org.lather.dataset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;
import org.lather.target.Baseline;
import org.lather.target.Target;
import org.lather.target.TargetReading;

/**
 * Structures that are drawn at random from those with targets, kept in memory in the order of their files. Smaller
 * samples are parts of larger ones. Free atoms belong to every sample if a baseline is taken from them.
 */
public final class StructureSample {
    private final List<Drawn> drawn;
    private final List<Drawn> atoms;
    private final int[] rank;

    /** A structure, its place among those that were read, and the random number by which it is drawn. */
    private record Drawn(Structure structure, long place, double number) {}

    private StructureSample(List<Drawn> drawn, List<Drawn> atoms) {
        this.drawn = drawn;
        this.atoms = atoms;
        List<Integer> order =
                new ArrayList<>(IntStream.range(0, drawn.size()).boxed().toList());
        order.sort(Comparator.comparingDouble(i -> drawn.get(i).number()));
        this.rank = new int[drawn.size()];
        for (int i = 0; i < rank.length; i++) {
            rank[order.get(i)] = i;
        }
    }

    /**
     * Draws structures.
     *
     * @param targets at least one of which a structure has
     * @param most largest number of structures
     */
    public static StructureSample of(Structures source, Collection<Target> targets, int most, long seed) {
        PriorityQueue<Drawn> kept =
                new PriorityQueue<>(Comparator.comparingDouble(Drawn::number).reversed());
        List<Drawn> atoms = new ArrayList<>();
        boolean free = targets.stream()
                .flatMap(t -> t.baselines().stream())
                .anyMatch(b -> b.freeAtoms().isPresent());
        SplittableRandom random = new SplittableRandom(seed);
        long place = 0;
        try (Frames frames = source.frames()) {
            for (; frames.hasNext(); place++) {
                Structure s = frames.next();
                Drawn d = new Drawn(s, place, random.nextDouble());
                if (free && Baseline.IsolatedAtoms.isFreeAtom(s)) {
                    atoms.add(d);
                } else if (targets.stream().anyMatch(t -> TargetReading.hasAny(s, t))) {
                    kept.add(d);
                    if (kept.size() > most) {
                        kept.remove();
                    }
                }
            }
        }
        List<Drawn> drawn = new ArrayList<>(kept);
        drawn.sort(Comparator.comparingLong(Drawn::place));
        return new StructureSample(drawn, atoms);
    }

    /** The number of structures that were drawn. */
    public int size() {
        return drawn.size();
    }

    /** The largest sample whose structures have at most a number of atoms, but of at least a number of structures. */
    public int within(long environments, int least) {
        int[] atomsOf = new int[rank.length];
        for (int i = 0; i < rank.length; i++) {
            atomsOf[rank[i]] = drawn.get(i).structure().size();
        }
        long sum = 0;
        for (int n = 0; n < atomsOf.length; n++) {
            sum += atomsOf[n];
            if (sum > environments && n >= least) {
                return n;
            }
        }
        return atomsOf.length;
    }

    /** The first structures of the draw, in the order of their files. */
    public Structures first(int count) {
        List<Drawn> out = new ArrayList<>(atoms);
        for (int i = 0; i < rank.length; i++) {
            if (rank[i] < count) {
                out.add(drawn.get(i));
            }
        }
        out.sort(Comparator.comparingLong(Drawn::place));
        return Structures.of(out.stream().map(Drawn::structure).toList());
    }
}
