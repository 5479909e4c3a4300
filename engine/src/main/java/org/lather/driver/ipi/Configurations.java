package org.lather.driver.ipi;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.structure.Cell;
import org.lather.structure.CloseAtoms;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.target.Unit;

/** Reads the configurations of a POSDATA message. Elements and periodic directions are those of a template. */
final class Configurations {
    private static final double BOHR = Unit.of("bohr").factor();

    /** Smallest volume per atom that is accepted, Å³: no matter is denser. */
    private static final double SMALLEST_VOLUME = 0.1;

    private final Structure template;
    private boolean checked;

    Configurations(Structure template) {
        this.template = template;
    }

    /** @param step counted from 1, for messages */
    List<Structure> read(Connection connection, int batch, long step) throws IOException {
        int n = template.size();
        List<double[]> cells = new ArrayList<>();
        if (batch == 1) {
            // the second matrix is the inverse, which is not needed
            cells.add(connection.numbers(18));
        }
        int count = connection.number();
        if (count != n) {
            throw new DataException(
                    Phrase.of(
                            "step " + step + ": expected " + n + " atoms, as in ",
                            Setting.argument("structure"),
                            ", got " + count + " from the server"),
                    Cure.text("Give both the same structure"));
        }
        for (int k = cells.size(); k < batch; k++) {
            cells.add(connection.numbers(18));
        }
        List<Structure> out = new ArrayList<>();
        for (int k = 0; k < batch; k++) {
            double[] positions = connection.numbers(3 * n);
            // batches are filled up by repeating the last configuration
            out.add(structure(cells.get(k), positions, step));
        }
        if (!checked) {
            AtomOrder.check(template, out.get(0));
            checked = true;
        }
        return out;
    }

    private Structure structure(double[] cell, double[] positions, long step) {
        for (int i = 0; i < positions.length; i++) {
            positions[i] *= BOHR;
            if (!Double.isFinite(positions[i])) {
                throw new DataException(
                        "step " + step + ": expected finite positions, got " + positions[i] + " for atom " + i / 3
                                + " (from 0) from the server",
                        Cure.text("The dynamics diverged: use a shorter time"
                                + " step, or a model that knows such structures"));
            }
        }
        Structure s = Structure.of(template.atomicNumbers(), positions, cell(cell, step));
        Optional<CloseAtoms.Pair> close;
        try {
            close = CloseAtoms.find(s);
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    "step " + step + ": " + e.getMessage() + " from the server",
                    Cure.text("The dynamics diverged: use a shorter time step, or a model that knows such structures"));
        }
        close.filter(CloseAtoms.Pair::overlaps).ifPresent(pair -> {
            throw new DataException(
                    "step " + step + ": expected atoms at least " + CloseAtoms.NEAREST + " Å apart, got " + pair
                            + " (counted from 0) from the server",
                    Cure.text("The dynamics diverged: use a shorter time step, or a model that knows such structures"));
        });
        return s;
    }

    private Cell cell(double[] sent, long step) {
        Cell old = template.cell();
        if (!old.anyPeriodic()) {
            return Cell.NONE;
        }
        double[] rows = new double[9];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 3; j++) {
                // lattice vectors are columns on the wire
                rows[3 * i + j] = BOHR * sent[3 * j + i];
                if (!Double.isFinite(rows[3 * i + j])) {
                    throw new DataException(
                            "step " + step + ": expected a finite cell, got " + rows[3 * i + j]
                                    + " in it from the server",
                            Cure.text("The dynamics diverged: use a shorter time step or a slower barostat"));
                }
            }
        }
        Cell cell;
        try {
            cell = Cell.of(rows, old.periodic(0), old.periodic(1), old.periodic(2));
        } catch (IllegalArgumentException e) {
            throw new DataException(
                    "step " + step + ": " + e.getMessage() + " from the server",
                    Cure.text("The template repeats:" + " give the server its cell, or a template without one"));
        }
        if (cell.periodicEverywhere() && Math.abs(cell.volume()) < SMALLEST_VOLUME * template.size()) {
            throw new DataException(String.format(
                    Locale.ROOT,
                    "step %d: expected a cell of more than %s A^3 an atom, got %.3g A^3 for %d atoms from the server. The"
                            + " cell collapsed: use a slower barostat, or a model that knows such structures",
                    step,
                    SMALLEST_VOLUME,
                    Math.abs(cell.volume()),
                    template.size()));
        }
        return cell;
    }
}
