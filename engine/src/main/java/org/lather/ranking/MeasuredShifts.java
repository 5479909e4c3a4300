package org.lather.ranking;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.lather.error.Cure;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Quoted;

/** Measured chemical shifts; those of an element are either all assigned to atoms or none of them. */
public final class MeasuredShifts {
    private final SortedMap<Integer, List<MeasuredShift>> byElement = new TreeMap<>();

    /**
     * Groups shifts by element.
     *
     * @throws DataException if there are none, if some of an element are assigned and others are not, or if an atom has
     *     two
     */
    public MeasuredShifts(List<MeasuredShift> shifts) {
        shifts.forEach(s -> byElement
                .computeIfAbsent(s.atomicNumber(), z -> new ArrayList<>())
                .add(s));
        if (shifts.isEmpty()) {
            throw new DataException("expected at least one measured shift, got none");
        }
        Set<Integer> assignedAtoms = new HashSet<>();
        shifts.forEach(s -> expectNew(assignedAtoms, s.atoms(), ""));
        byElement.forEach((z, of) -> {
            long assigned = of.stream().filter(s -> !s.atoms().isEmpty()).count();
            if (assigned > 0 && assigned < of.size()) {
                throw new DataException("expected all shifts of " + Element.symbol(z)
                        + " with an atom or all without, got " + assigned + " of " + of.size() + " with one");
            }
        });
    }

    /** Adds atoms to those that have a shift, and refuses one that already has. */
    private static void expectNew(Set<Integer> known, List<Integer> atoms, String place) {
        for (int atom : atoms) {
            if (!known.add(atom)) {
                throw new DataException(
                        place + "expected each atom once, found atom " + (atom + 1) + " (counted from 1) again",
                        Cure.text("Name each atom in one line, or no atoms of elements whose shifts are not assigned"));
            }
        }
    }

    /**
     * Reads a table with commas: a line of names, {@code element}, {@code shift} and optionally {@code atom} and
     * {@code sigma}, and a line for each shift. Shifts are in ppm. Atoms are counted from 1; several that have one
     * shift are separated by blanks; each is named once. Empty lines and those that begin with # are ignored, as are
     * other columns.
     *
     * @throws IOException if the file cannot be read
     * @throws DataException if there is no such file, or a line is wrong; the message has file and line
     */
    public static MeasuredShifts read(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new DataException(file + ": expected a table of measured shifts, found no such file");
        }
        List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
        List<String> names = List.of();
        List<MeasuredShift> out = new ArrayList<>();
        Set<Integer> known = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace("\uFEFF", "").strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            List<String> words =
                    Arrays.stream(line.split(",", -1)).map(String::strip).toList();
            Row row = new Row(file + ":" + (i + 1) + ": ", names, words);
            if (names.isEmpty()) {
                names = words.stream().map(w -> w.toLowerCase(Locale.ROOT)).toList();
                row.expectNames(names);
            } else {
                MeasuredShift shift = row.shift();
                expectNew(known, shift.atoms(), row.place);
                out.add(shift);
            }
        }
        if (out.isEmpty()) {
            throw new DataException(
                    file + ": expected a line `element,shift` and a line for each shift, found no shift");
        }
        return new MeasuredShifts(out);
    }

    /** A line of a table. */
    private record Row(String place, List<String> names, List<String> words) {
        void expectNames(List<String> found) {
            for (String name : List.of("element", "shift")) {
                if (!found.contains(name)) {
                    throw new DataException(
                            place + "expected the columns element and shift, found "
                                    + Quoted.of(String.join(",", found)),
                            Cure.text("Write the names of the columns in the first line: element,shift,atom,sigma"));
                }
            }
        }

        MeasuredShift shift() {
            if (words.size() != names.size()) {
                throw new DataException(
                        place + "expected " + names.size() + " values separated by commas, found " + words.size());
            }
            String symbol = word("element");
            int z = Element.of(symbol)
                    .orElseThrow(
                            () -> new DataException(place + "expected an element's symbol, found " + Quoted.of(symbol)))
                    .atomicNumber();
            String sigma = word("sigma");
            return new MeasuredShift(
                    z, number("shift", word("shift")), sigma.isEmpty() ? 0 : positive(sigma), atoms(word("atom")));
        }

        /** The word of a column; empty if there is no such column. */
        private String word(String name) {
            int at = names.indexOf(name);
            return at < 0 ? "" : words.get(at);
        }

        private double positive(String word) {
            double x = number("sigma", word);
            if (x <= 0) {
                throw new DataException(place + "expected a positive sigma, found " + Quoted.of(word));
            }
            return x;
        }

        private double number(String name, String word) {
            try {
                double x = Double.parseDouble(word);
                if (Double.isFinite(x)) {
                    return x;
                }
            } catch (NumberFormatException e) {
                // reported below, like numbers that are not finite
            }
            throw new DataException(place + "expected a number for " + name + ", found " + Quoted.of(word));
        }

        private List<Integer> atoms(String text) {
            List<Integer> out = new ArrayList<>();
            for (String word : text.isEmpty() ? new String[0] : text.split("\\s+")) {
                if (!word.matches("[1-9]\\d{0,8}")) {
                    throw new DataException(
                            place + "expected atoms counted from 1, separated by blanks, found " + Quoted.of(text));
                }
                out.add(Integer.parseInt(word) - 1);
            }
            return out;
        }
    }

    /** The shifts of each element, by atomic number, in the order of the table. */
    SortedMap<Integer, List<MeasuredShift>> byElement() {
        return byElement;
    }
}
