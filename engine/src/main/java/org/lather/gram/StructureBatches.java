package org.lather.gram;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.lather.structure.Structure;

/** Takes batches of structures from a stream, up to a number of structures or of atoms. */
public final class StructureBatches {
    public static final int MAX_STRUCTURES = 256;

    private StructureBatches() {}

    public static List<Structure> next(Iterator<Structure> from) {
        return next(from, MAX_STRUCTURES);
    }

    /** @param most structures */
    public static List<Structure> next(Iterator<Structure> from, int most) {
        List<Structure> out = new ArrayList<>();
        long atoms = 0;
        while (from.hasNext() && out.size() < most && atoms < ShardPlan.MAX_ATOMS) {
            Structure s = from.next();
            out.add(s);
            atoms += s.size();
        }
        return out;
    }

    /** The end (exclusive) of the batch that begins with a structure. */
    public static int end(int[] atomsOf, int first) {
        long atoms = 0;
        int end = first;
        while (end < atomsOf.length && end - first < MAX_STRUCTURES && atoms < ShardPlan.MAX_ATOMS) {
            atoms += atomsOf[end++];
        }
        return end;
    }
}
