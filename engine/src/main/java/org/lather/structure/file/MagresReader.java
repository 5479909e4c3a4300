package org.lather.structure.file;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.Origin;
import org.lather.structure.Quoted;
import org.lather.structure.Structure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads magres files, in which CASTEP and the GIPAW module of Quantum ESPRESSO write magnetic shieldings: lattice
 * vectors and atoms of the block {@code [atoms]}, and shielding tensors, {@code ms}, of the block {@code [magres]}. The
 * tensors become the column {@code shielding_tensor}, nine numbers row by row, and a third of their traces the column
 * {@code shielding}, both in ppm; atoms without a tensor have NaN. A file is one frame. Other blocks and lines, such as
 * those of symmetry, electric field gradients and couplings, are ignored.
 */
final class MagresReader implements FrameReader {
    static final String TENSOR = "shielding_tensor";
    static final String ISOTROPIC = "shielding";

    private static final Logger LOG = LoggerFactory.getLogger(MagresReader.class);
    private static final double BOHR = 0.529177210903; // Å
    private static final Pattern OPENING = Pattern.compile("[\\[<]\\w+[]>]");
    /** The place between two numbers without a blank, where the second is negative and fills its field. */
    private static final Pattern JOINED = Pattern.compile("(?<=[0-9.])(?=-)");
    /** A label to which an index of three digits is joined. */
    private static final Pattern LABEL_AND_INDEX = Pattern.compile("\\D.*\\d{3}");

    private final String file;
    private final LineReader lines;
    private final Set<String> warned;
    private boolean done;

    private final Map<String, String> units = new HashMap<>();
    private double @Nullable [] lattice;
    private final List<Integer> numbers = new ArrayList<>();
    private final List<double[]> positions = new ArrayList<>();
    private final List<Long> atomLines = new ArrayList<>();
    /** Index of each atom by its label and its number among the atoms of this label. */
    private final Map<String, Integer> atoms = new HashMap<>();

    private final Map<Integer, double[]> tensors = new HashMap<>();

    /**
     * @param file name of the file for messages
     * @param in uncompressed text; closed with the reader
     * @param warned warnings that were already logged for the file
     */
    MagresReader(String file, InputStream in, Set<String> warned) {
        this.file = file;
        this.lines = new LineReader(file, in);
        this.warned = warned;
    }

    /** Creates a reader whose warnings are not shared with others. */
    MagresReader(String file, InputStream in) {
        this(file, in, new HashSet<>());
    }

    @Override
    public boolean hasNext() {
        return !done;
    }

    @Override
    public boolean skip() {
        boolean more = !done;
        close();
        return more;
    }

    @Override
    public Structure next() {
        if (done) {
            throw new NoSuchElementException("no further frame in " + file);
        }
        try {
            read();
            return structure();
        } finally {
            close();
        }
    }

    private void read() {
        String block = "";
        while (lines.next()) {
            String line = line();
            if (line.isEmpty()) {
                continue;
            }
            if (!block.isEmpty() && line.matches("[\\[<]/" + block + "[]>]")) {
                block = "";
            } else if (OPENING.matcher(line).matches()) {
                if (!block.isEmpty()) {
                    throw fault("expected the end [/" + block + "] of a block, found " + Quoted.of(line) + ".");
                }
                block = line.substring(1, line.length() - 1);
            } else if (block.equals("atoms")) {
                atomsLine(line.split("\\s+"));
            } else if (block.equals("magres")) {
                magresLine(line.split("\\s+"));
            } else if (block.isEmpty()) {
                throw fault("expected the beginning of a block like [atoms], found " + Quoted.of(line) + ".");
            }
        }
        if (!block.isEmpty()) {
            throw fault("expected the end [/" + block + "] of a block, found the end of the file. Is it complete?");
        }
    }

    /** The current line without blanks at its ends and without a remark. */
    private String line() {
        String text = lines.text();
        int remark = text.indexOf('#');
        return (remark < 0 ? text : text.substring(0, remark)).strip();
    }

    private void atomsLine(String[] words) {
        switch (words[0]) {
            case "units" -> unit(words);
            case "lattice" -> {
                if (lattice != null) {
                    throw fault("expected one lattice, found another.");
                }
                lattice = scaled(values(words, 1, 9, "three lattice vectors"), length("lattice"));
            }
            case "atom" -> atom(words);
            default -> {}
        }
    }

    private void magresLine(String[] words) {
        if (words[0].equals("units")) {
            unit(words);
        } else if (words[0].equals("ms")) {
            String unit = units.get("ms");
            if (unit == null || !unit.equals("ppm")) {
                throw fault("expected the line `units ms ppm` before the first tensor, found "
                        + (unit == null ? "none." : Quoted.of(unit) + "."));
            }
            Name name = name(words, 1);
            Integer atom = atoms.get(name.key());
            if (atom == null) {
                throw fault("expected the label and index of an atom of the block [atoms], found "
                        + Quoted.of(name.key()) + ".");
            }
            if (tensors.put(atom, values(words, name.next(), 9, "a shielding tensor")) != null) {
                throw fault(
                        "expected one shielding tensor of each atom, found another of " + Quoted.of(name.key()) + ".");
            }
        }
    }

    private void unit(String[] words) {
        if (words.length != 3) {
            throw fault("expected a unit like `units atom Angstrom`, found " + words.length + " words.");
        }
        units.put(words[1], words[2]);
    }

    /** The factor that converts lengths of a quantity to Å. */
    private double length(String quantity) {
        String unit = units.get(quantity);
        String cure = ": `units " + quantity + " Angstrom` or bohr";
        if (unit == null) {
            throw fault("expected the unit before the first " + quantity + cure + ", found none.");
        }
        return switch (unit.toLowerCase(Locale.ROOT)) {
            case "angstrom" -> 1;
            case "bohr" -> BOHR;
            default -> throw fault("expected a unit of length" + cure + ", found " + Quoted.of(unit) + ".");
        };
    }

    private static double[] scaled(double[] v, double factor) {
        return factor == 1 ? v : Arrays.stream(v).map(x -> x * factor).toArray();
    }

    private void atom(String[] words) {
        double toAngstrom = length("atom");
        if (words.length < 2) {
            throw fault("expected the element of an atom, found the end of the line.");
        }
        // custom species of CASTEP: H:new
        String symbol = words[1].split(":", 2)[0];
        int z = ElementText.atomicNumber(symbol);
        if (z == 0 || Character.isDigit(symbol.charAt(0))) {
            throw fault(ElementText.refusal(Quoted.of(symbol)));
        }
        Name name = name(words, 2);
        if (atoms.putIfAbsent(name.key(), numbers.size()) != null) {
            throw fault(
                    "expected a label and index that no other atom has, found " + Quoted.of(name.key()) + " again.");
        }
        positions.add(scaled(values(words, name.next(), 3, "a position"), toAngstrom));
        numbers.add(z);
        atomLines.add(lines.line);
    }

    /**
     * The name of an atom.
     *
     * @param key label and index, with a blank between them
     * @param next place of the word after it
     */
    private record Name(String key, int next) {}

    /** The name that begins with a word; old versions of CASTEP leave out the blank before an index of three digits. */
    private Name name(String[] words, int from) {
        if (words.length > from + 1 && words[from + 1].matches("\\d+")) {
            return new Name(words[from] + " " + Long.parseLong(shortened(words[from + 1])), from + 2);
        }
        if (words.length > from && LABEL_AND_INDEX.matcher(words[from]).matches()) {
            int split = words[from].length() - 3;
            return new Name(
                    words[from].substring(0, split) + " " + Integer.parseInt(words[from].substring(split)), from + 1);
        }
        throw fault("expected the label and index of an atom, like `H 1`, found "
                + (words.length > from ? Quoted.of(words[from]) : "the end of the line") + ".");
    }

    private String shortened(String digits) {
        if (digits.length() > 18) {
            throw fault("expected the index of an atom, found " + Quoted.of(digits) + ".");
        }
        return digits;
    }

    private double[] values(String[] words, int from, int count, String what) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < words.length; i++) {
            texts.addAll(Arrays.asList(JOINED.split(words[i])));
        }
        if (texts.size() != count) {
            throw fault("expected " + count + " numbers for " + what + ", found " + texts.size() + ".");
        }
        return texts.stream().mapToDouble(t -> number(t, what)).toArray();
    }

    private double number(String text, String what) {
        double x;
        try {
            x = NumberText.parse(text);
        } catch (NumberFormatException e) {
            throw fault("expected a number for " + what + ", found " + Quoted.of(text) + ".");
        }
        if (!Double.isFinite(x)) {
            throw fault("expected a finite number for " + what + ", found " + Quoted.of(text) + ".");
        }
        return x;
    }

    private Structure structure() {
        int n = numbers.size();
        if (n == 0) {
            throw new StructureFileException(
                    file, 0, 0, "expected atoms in a block [atoms], found none. Is the file complete?");
        }
        double[] r = new double[3 * n];
        for (int i = 0; i < n; i++) {
            System.arraycopy(positions.get(i), 0, r, 3 * i, 3);
        }
        Cell cell;
        try {
            cell = lattice == null ? Cell.NONE : Cell.periodic(lattice);
        } catch (IllegalArgumentException e) {
            throw new StructureFileException(file, 0, 0, e.getMessage() + ".");
        }
        Structure s = Structure.of(numbers.stream().mapToInt(Integer::intValue).toArray(), r, cell);
        ClosenessCheck closeness = new ClosenessCheck(file);
        closeness.check(s, 0, atomLines::get, "");
        if (!closeness.warning().isEmpty() && warned.add(closeness.warning())) {
            LOG.warn("{}: {}", file, closeness.warning());
        }
        return s.with(annotations(n));
    }

    private Annotations annotations(int n) {
        Annotations out = Annotations.of(new Origin(file, 1, 0));
        if (tensors.isEmpty()) {
            return out;
        }
        double[] isotropic = new double[n];
        double[] all = new double[9 * n];
        Arrays.fill(isotropic, Double.NaN);
        Arrays.fill(all, Double.NaN);
        tensors.forEach((atom, t) -> {
            isotropic[atom] = (t[0] + t[4] + t[8]) / 3;
            System.arraycopy(t, 0, all, 9 * atom, 9);
        });
        return out.withColumn(ISOTROPIC, 1, isotropic).withColumn(TENSOR, 9, all);
    }

    private StructureFileException fault(String reason) {
        return new StructureFileException(file, lines.line, 0, reason);
    }

    @Override
    public void close() {
        done = true;
        lines.close();
    }
}
