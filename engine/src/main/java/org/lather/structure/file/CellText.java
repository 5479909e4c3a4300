package org.lather.structure.file;

import java.util.List;
import java.util.Optional;
import org.lather.structure.Cell;
import org.lather.structure.Quoted;

/** Reads the cell of an extended XYZ frame from the keys {@code Lattice} and {@code pbc} of its second line. */
final class CellText {
    /** Reports what is wrong with a line to the user. */
    interface Remarks {
        /** Returns the exception for an error at a column, counted from 1. */
        StructureFileException fault(int column, String reason);

        void warn(String what);
    }

    private CellText() {}

    /** Reads the cell; without {@code Lattice} there is none, and without {@code pbc} it is periodic everywhere. */
    static Cell read(CommentLine parsed, Remarks remarks) {
        Optional<CommentLine.Pair> lattice = parsed.find("Lattice");
        Optional<CommentLine.Pair> pbc = parsed.find("pbc");
        boolean[] periodic = {lattice.isPresent(), lattice.isPresent(), lattice.isPresent()};
        pbc.ifPresent(p -> periodic(p, periodic, remarks));
        String other = otherName(parsed, lattice.isEmpty());
        if (lattice.isEmpty() && (periodic[0] || periodic[1] || periodic[2])) {
            throw remarks.fault(
                    pbc.orElseThrow().start() + 1,
                    "expected a Lattice with the periodic directions pbc="
                            + Quoted.of(pbc.orElseThrow().text()) + ", found "
                            + (other.isEmpty() ? "none." : "'" + other + "'. Write it as Lattice."));
        }
        if (!other.isEmpty()) {
            remarks.warn("the key '" + other
                    + "' is not read as a property of the cell; the cell's keys are Lattice and" + " pbc");
        }
        if (parsed.isRemark()) {
            ipi(parsed.line(), lattice.isEmpty(), remarks);
        }
        if (lattice.isEmpty()) {
            return Cell.NONE;
        }
        int column = lattice.get().start() + 1;
        double[] h = lattice.get().numbers().orElse(new double[0]);
        if (h.length == 3) {
            h = new double[] {h[0], 0, 0, 0, h[1], 0, 0, 0, h[2]};
        }
        if (h.length != 9) {
            throw remarks.fault(
                    column,
                    "expected 9 numbers in Lattice, found "
                            + Quoted.of(lattice.get().text()) + ".");
        }
        try {
            return Cell.of(h, periodic[0], periodic[1], periodic[2]);
        } catch (IllegalArgumentException e) {
            throw remarks.fault(column, e.getMessage() + ".");
        }
    }

    /**
     * Looks for what i-PI says about cell and units: {@code # CELL(abcABC): ... positions{angstrom} cell{angstrom}}.
     */
    private static void ipi(String line, boolean noLattice, Remarks remarks) {
        int unit = line.indexOf("positions{");
        if (unit >= 0 && !line.startsWith("positions{angstrom}", unit)) {
            throw remarks.fault(
                    unit + 1,
                    "expected positions in Å, found "
                            + Quoted.of(line.substring(unit, Math.min(line.length(), unit + 24)))
                            + ". Let i-PI write positions{angstrom}.");
        }
        if (noLattice && line.contains("CELL(abcABC)")) {
            remarks.warn("the cell in the remark of i-PI is not read: the structures have no cell");
        }
    }

    /** A key that is like one of the cell, but is not; empty if there is none. */
    private static String otherName(CommentLine parsed, boolean noLattice) {
        for (CommentLine.Pair p : parsed.pairs()) {
            String key = p.key();
            boolean cell = key.equalsIgnoreCase("Lattice") || (noLattice && key.equalsIgnoreCase("cell"));
            if (cell && !key.equals("Lattice") && p.numbers().isPresent()) {
                return key;
            }
            if (key.equalsIgnoreCase("pbc") && !key.equals("pbc")) {
                return key;
            }
        }
        return "";
    }

    private static void periodic(CommentLine.Pair pair, boolean[] periodic, Remarks remarks) {
        List<String> words = pair.words();
        try {
            if (words.size() == 1 || words.size() == 3) {
                for (int d = 0; d < 3; d++) {
                    periodic[d] = Columns.truth(words.get(words.size() == 1 ? 0 : d));
                }
                return;
            }
        } catch (NumberFormatException e) {
            // reported below, like a wrong number of words
        }
        throw remarks.fault(
                pair.start() + 1,
                "expected three truth values such as \"T T F\" in pbc, found " + Quoted.of(pair.text()) + ".");
    }
}
