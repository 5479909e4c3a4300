package org.lather.structure.file;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Set;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.Origin;
import org.lather.structure.Quoted;
import org.lather.structure.Structure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads VASP's POSCAR and CONTCAR as VASP 5 and later write them (vasp.at/wiki/POSCAR): a comment, a scale (negative:
 * the volume of the cell in Å³), three lattice vectors, element symbols, their counts, positions (direct or Cartesian).
 * The flags of selective dynamics become the column {@code move_mask}. Remarks from {@code !} or {@code #}, and
 * everything after the positions, such as velocities, are ignored.
 */
public final class PoscarReader implements FrameReader {
    private static final Logger LOG = LoggerFactory.getLogger(PoscarReader.class);
    private static final int MOST = 1 << 27;

    /** The largest number of words of a line, which bounds the memory for them. */
    private static final int WORDS = 1 << 16;

    /** Number of atoms for which memory is reserved before their positions are read. */
    private static final int ROOM = 1 << 16;

    private final String file;
    private final LineReader lines;
    private final Set<String> warned;
    private boolean done;

    /**
     * @param file name of the file for messages
     * @param in uncompressed text; closed with the reader
     */
    public PoscarReader(String file, InputStream in) {
        this(file, in, new HashSet<>());
    }

    /** @param warned warnings that were already logged for the file */
    PoscarReader(String file, InputStream in, Set<String> warned) {
        this.file = file;
        this.lines = new LineReader(file, in);
        this.warned = warned;
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
            return read();
        } finally {
            close();
        }
    }

    private Structure read() {
        if (!lines.next()) {
            throw new StructureFileException(file, 0, 0, "expected a POSCAR, found nothing (the file is empty).");
        }
        double[] scale = scale();
        double[] h = new double[9];
        for (int v = 0; v < 3; v++) {
            List<Word> words = words("lattice vector " + (v + 1), 3);
            for (int x = 0; x < 3; x++) {
                h[3 * v + x] = number(words.get(x), "lattice vector " + (v + 1));
            }
        }
        if (scale.length == 1 && scale[0] < 0) {
            double volume = Math.abs(Cell.of(h, false, false, false).volume());
            if (volume == 0) {
                throw fault(0, "expected linearly independent lattice vectors, found a volume of 0.");
            }
            scale[0] = Math.cbrt(-scale[0] / volume);
        }
        for (int k = 0; k < 9; k++) {
            h[k] *= scale[k % 3 % scale.length];
        }
        Cell cell;
        try {
            cell = Cell.periodic(h);
        } catch (IllegalArgumentException e) {
            throw fault(0, e.getMessage() + ".");
        }
        AnnouncedAtoms atoms = elements();
        Mode mode = mode();
        double[] positions = new double[3 * Math.min(atoms.count(), ROOM)];
        SelectiveDynamics moves = new SelectiveDynamics(h);
        long firstLine = lines.line + 1;
        for (int a = 0; a < atoms.count(); a++) {
            List<Word> words = words("position " + (a + 1) + " of " + atoms.count(), 3);
            if (3 * a == positions.length) {
                positions = Arrays.copyOf(positions, 3 * (int) Math.min(atoms.count(), 2L * a));
            }
            double[] p = new double[3];
            for (int x = 0; x < 3; x++) {
                p[x] = number(words.get(x), "a position");
            }
            for (int x = 0; x < 3; x++) {
                double q = mode.direct()
                        ? p[0] * h[x] + p[1] * h[3 + x] + p[2] * h[6 + x]
                        : p[x] * scale[x % scale.length];
                if (!Double.isFinite(q)) {
                    throw fault(0, "expected finite positions, found " + q + ".");
                }
                positions[3 * a + x] = q;
            }
            if (mode.selective()) {
                moves.set(a, flags(words));
            }
        }
        Structure structure = Structure.of(atoms.numbers(), positions, cell);
        ClosenessCheck closeness = new ClosenessCheck(file);
        closeness.check(structure, 0, firstLine, "");
        if (!closeness.warning().isEmpty()) {
            warn(closeness.warning());
        }
        Annotations annotations = Annotations.of(new Origin(file, 1, 0));
        if (moves.isOblique()) {
            warn("selective dynamics fixes some atoms along lattice vectors that are not along x, y or z;"
                    + " move_mask fixes these atoms in all directions.");
        }
        return structure.with(mode.selective() ? moves.addTo(annotations) : annotations);
    }

    private void warn(String what) {
        if (warned.add(what)) {
            LOG.warn("{}: {}", file, what);
        }
    }

    private boolean[] flags(List<Word> words) {
        if (words.size() < 6) {
            throw fault(
                    0,
                    "expected three flags T or F of selective dynamics after the position, found " + (words.size() - 3)
                            + ".");
        }
        boolean[] flags = new boolean[3];
        for (int x = 0; x < 3; x++) {
            Word word = words.get(3 + x);
            try {
                flags[x] = SelectiveDynamics.flag(word.text());
            } catch (IllegalArgumentException e) {
                throw fault(word.column(), e.getMessage() + ".");
            }
        }
        return flags;
    }

    private double[] scale() {
        List<Word> words = words("the scale", 1);
        // one factor, or one for each of x, y, z; further words are a remark
        int n = words.size() >= 3 && words.stream().limit(3).allMatch(PoscarReader::isNumber) ? 3 : 1;
        double[] scale = new double[n];
        for (int k = 0; k < n; k++) {
            scale[k] = number(words.get(k), "the scale");
            if (scale[k] == 0 || (n == 3 && scale[k] < 0)) {
                throw fault(
                        words.get(k).column(),
                        "expected a scale other than 0, and three of them positive, found "
                                + Quoted.of(words.get(k).text()) + ".");
            }
        }
        return scale;
    }

    private AnnouncedAtoms elements() {
        List<Word> symbols = withoutRemark(words("element symbols", 1));
        if (isNumber(symbols.get(0))) {
            throw fault(
                    symbols.get(0).column(),
                    "expected element symbols (VASP 5 format), found "
                            + Quoted.of(symbols.get(0).text())
                            + "; add the line of symbols that VASP 4 leaves out.");
        }
        List<Integer> elements = new ArrayList<>();
        for (Word w : symbols) {
            // names of potentials: Fe_pv, Si/5ad2e3
            String symbol = w.text().split("[_/]", 2)[0];
            int z = ElementText.atomicNumber(symbol);
            if (z == 0) {
                throw fault(w.column(), ElementText.refusal(Quoted.of(symbol)));
            }
            elements.add(z);
        }
        List<Word> counts = withoutRemark(words("the number of atoms of each element", 1)).stream()
                .takeWhile(PoscarReader::isNumber)
                .toList();
        if (counts.size() != elements.size()) {
            throw fault(
                    counts.size() > elements.size()
                            ? counts.get(elements.size()).column()
                            : 0,
                    "expected a number of atoms for each of the " + elements.size()
                            + (elements.size() == 1 ? " element" : " elements") + " of the line before, found "
                            + counts.size() + (counts.size() == 1 ? " number." : " numbers."));
        }
        List<Integer> sizes = new ArrayList<>();
        int all = 0;
        for (int e = 0; e < elements.size(); e++) {
            Word w = counts.get(e);
            int n = count(w);
            if ((long) all + n > MOST) {
                throw fault(w.column(), "expected at most " + MOST + " atoms, found more.");
            }
            sizes.add(n);
            all += n;
        }
        if (all == 0) {
            throw fault(0, "expected at least one atom, found none.");
        }
        return new AnnouncedAtoms(elements, sizes, all);
    }

    /** The words before a remark; at least the first word. */
    private static List<Word> withoutRemark(List<Word> words) {
        for (int k = 1; k < words.size(); k++) {
            if (words.get(k).text().startsWith("!") || words.get(k).text().startsWith("#")) {
                return words.subList(0, k);
            }
        }
        return words;
    }

    private int count(Word word) {
        try {
            int n = Integer.parseInt(word.text());
            if (n >= 0) {
                return n;
            }
        } catch (NumberFormatException e) {
            // reported below, like negative numbers
        }
        throw fault(word.column(), "expected a number of atoms, found " + Quoted.of(word.text()) + ".");
    }

    /** The type of coordinates, and whether flags of selective dynamics follow them. */
    private record Mode(boolean direct, boolean selective) {}

    /**
     * Reads the line with the type of coordinates, after that of selective dynamics if present. Only first letters
     * matter; some programs write Fractional for Direct.
     */
    private Mode mode() {
        Word word = words("Direct or Cartesian", 1).get(0);
        boolean selective = word.text().charAt(0) == 'S' || word.text().charAt(0) == 's';
        if (selective) {
            word = words("Direct or Cartesian", 1).get(0);
        }
        return switch (word.text().charAt(0)) {
            case 'C', 'c', 'K', 'k' -> new Mode(false, selective);
            case 'D', 'd', 'F', 'f' -> new Mode(true, selective);
            default ->
                throw fault(word.column(), "expected Direct or Cartesian, found " + Quoted.of(word.text()) + ".");
        };
    }

    private record Word(String text, int column) {}

    private List<Word> words(String what, int least) {
        if (!lines.next()) {
            throw fault(0, "expected " + what + ", found the end of the file.");
        }
        String line = lines.text();
        List<Word> words = new ArrayList<>();
        int i = 0;
        while (i < line.length()) {
            if (line.charAt(i) <= ' ') {
                i++;
                continue;
            }
            int from = i;
            while (i < line.length() && line.charAt(i) > ' ') {
                i++;
            }
            if (words.size() == WORDS) {
                throw fault(from + 1, "expected at most " + WORDS + " words in a line, found more.");
            }
            words.add(new Word(line.substring(from, i), from + 1));
        }
        if (words.size() < least) {
            throw fault(
                    0,
                    "expected " + what + " (" + least + (least == 1 ? " word" : " words") + "), found "
                            + Quoted.of(line) + ".");
        }
        return words;
    }

    private double number(Word word, String what) {
        double x;
        try {
            x = NumberText.parse(word.text());
        } catch (NumberFormatException e) {
            throw fault(word.column(), "expected a number for " + what + ", found " + Quoted.of(word.text()) + ".");
        }
        if (!Double.isFinite(x)) {
            throw fault(
                    word.column(), "expected a finite number for " + what + ", found " + Quoted.of(word.text()) + ".");
        }
        return x;
    }

    private static boolean isNumber(Word word) {
        try {
            NumberText.parse(word.text());
            return true;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private StructureFileException fault(int column, String reason) {
        return new StructureFileException(file, lines.line, column, reason);
    }

    @Override
    public void close() {
        done = true;
        lines.close();
    }
}
