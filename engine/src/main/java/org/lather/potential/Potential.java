package org.lather.potential;

import java.util.ArrayList;
import java.util.List;
import org.lather.structure.Structure;

/** A potential energy of atoms with its derivatives. */
@FunctionalInterface
public interface Potential {
    /** The energy of a structure, with forces and virial that are its exact derivatives. */
    Energetics of(Structure structure);

    /** Evaluates several structures at once; results are in their order, see {@link #of}. */
    default List<Energetics> ofAll(List<Structure> structures) {
        List<Energetics> out = new ArrayList<>();
        for (Structure s : structures) {
            out.add(of(s));
        }
        return out;
    }
}
