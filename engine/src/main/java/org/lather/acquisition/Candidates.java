package org.lather.acquisition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import org.lather.structure.Structure;

/** The most uncertain structures of a stream, at most a given number. */
final class Candidates {
    /** A structure, its place in the stream and its uncertainty. */
    record Candidate(Structure structure, long place, double uncertainty) {}

    private static final Comparator<Candidate> WORST_FIRST =
            Comparator.comparingDouble(Candidate::uncertainty).thenComparing(c -> -c.place());

    private final int most;
    private final PriorityQueue<Candidate> kept = new PriorityQueue<>(WORST_FIRST);
    private long added;
    private double dropped;

    Candidates(int most) {
        this.most = most;
    }

    void add(Structure structure, double uncertainty) {
        kept.add(new Candidate(structure, added++, uncertainty));
        if (kept.size() > most) {
            dropped = Math.max(dropped, kept.remove().uncertainty());
        }
    }

    /** The largest uncertainty of a structure that is not kept; 0 if all are. */
    double largestDropped() {
        return dropped;
    }

    /** The structures that were kept, in the order of the stream. */
    List<Candidate> inOrder() {
        List<Candidate> out = new ArrayList<>(kept);
        out.sort(Comparator.comparingLong(Candidate::place));
        return out;
    }
}
