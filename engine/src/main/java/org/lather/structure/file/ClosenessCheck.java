package org.lather.structure.file;

import java.util.function.IntToLongFunction;
import org.lather.structure.CloseAtoms;
import org.lather.structure.Structure;

/** Refuses the frames of a file whose atoms overlap, and counts those whose atoms are unusually close. */
final class ClosenessCheck {
    private final String file;
    private long unusual;
    private String first = "";

    ClosenessCheck(String file) {
        this.file = file;
    }

    /** Checks a frame of a file that has one atom a line, from the line of the first atom on. */
    void check(Structure structure, long frame, long firstAtom, String where) {
        check(structure, frame, atom -> firstAtom + atom, where);
    }

    /**
     * Checks a frame.
     *
     * @param frame index of the frame in the file, from 0
     * @param line line of an atom, from 1
     * @param where the end of the message: which frame it is; may be empty
     * @throws StructureFileException if atoms overlap, or an atom is too many cells away
     */
    void check(Structure structure, long frame, IntToLongFunction line, String where) {
        CloseAtoms.Pair pair;
        try {
            pair = CloseAtoms.find(structure).orElse(null);
        } catch (IllegalArgumentException e) {
            throw new StructureFileException(file, line.applyAsLong(0), 0, e.getMessage() + "." + where);
        }
        if (pair != null && pair.overlaps()) {
            String other = pair.first() == pair.second()
                    ? "its own image"
                    : (pair.image() ? "an image of " : "") + "that of line " + line.applyAsLong(pair.first());
            throw new StructureFileException(
                    file,
                    line.applyAsLong(pair.second()),
                    0,
                    "expected atoms at least " + CloseAtoms.NEAREST + " Å apart, found this one "
                            + CloseAtoms.length(pair.distance()) + " Å from " + other + ". " + CloseAtoms.cure(pair)
                            + "." + where);
        }
        if (pair != null && unusual++ == 0) {
            long second = line.applyAsLong(pair.second());
            first = "the first is frame " + frame + ", with " + CloseAtoms.length(pair.distance()) + " Å between "
                    + (pair.first() == pair.second()
                            ? "the atom of line " + second + " and its own image"
                            : "the atoms of lines " + line.applyAsLong(pair.first()) + " and " + second
                                    + (pair.image() ? " across the boundary of the cell" : ""));
        }
    }

    /** The warning about unusually close atoms in the frames that were checked; empty if there were none. */
    String warning() {
        return unusual == 0
                ? ""
                : unusual + (unusual == 1 ? " frame has" : " frames have")
                        + " atoms closer than half the sum of their covalent radii; " + first
                        + ". Are the coordinates in Å?";
    }
}
