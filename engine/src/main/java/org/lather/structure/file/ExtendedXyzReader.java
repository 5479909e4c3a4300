package org.lather.structure.file;

import java.io.InputStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.Origin;
import org.lather.structure.Quoted;
import org.lather.structure.Structure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads extended XYZ (grammar: github.com/libAtoms/extxyz) and plain XYZ, frame by frame. It is lenient if the meaning
 * is clear, and logs this once for each file; it refuses everything else with file, line and column.
 */
public final class ExtendedXyzReader implements FrameReader {
    private static final Logger LOG = LoggerFactory.getLogger(ExtendedXyzReader.class);

    /** Number of atoms for which memory is reserved before their lines are read. */
    private static final int ROOM = 1 << 16;

    private final String file;
    private final AtomTypes types;
    private final LineReader lines;
    private final Set<String> warned;
    private final AtomText atoms = new AtomText();
    private final ClosenessCheck closeness;
    private final CellText.Remarks remarks = new CellText.Remarks() {
        @Override
        public StructureFileException fault(int column, String reason) {
            return ExtendedXyzReader.this.fault(column, reason);
        }

        @Override
        public void warn(String what) {
            ExtendedXyzReader.this.warn(what);
        }
    };
    private String properties = "";
    private Columns columns = Columns.PLAIN;
    private boolean qm9;
    private long frame;
    private long frameLine;
    private boolean ready;
    private boolean closed;

    /**
     * @param file name of the file for messages and {@link Annotations#origin()}
     * @param in uncompressed text; closed with the reader
     */
    public ExtendedXyzReader(String file, InputStream in) {
        this(file, in, AtomTypes.SYMBOLS, ConcurrentHashMap.newKeySet());
    }

    /** @param warned warnings that were already logged for the file */
    ExtendedXyzReader(String file, InputStream in, AtomTypes types, Set<String> warned) {
        this.file = file;
        this.types = types;
        this.lines = new LineReader(file, in);
        this.warned = warned;
        this.closeness = new ClosenessCheck(file);
    }

    @Override
    public boolean hasNext() {
        if (closed || ready) {
            return ready;
        }
        return guarded(() -> {
            boolean blank = false;
            while (lines.next()) {
                if (!lines.isBlank()) {
                    if (blank) {
                        warn("blank lines before a frame are passed over");
                    }
                    frameLine = lines.line;
                    ready = true;
                    return true;
                }
                blank = true;
            }
            if (frame == 0) {
                throw new StructureFileException(
                        file, 0, 0, "expected at least one frame, found none (the file is empty).");
            }
            close();
            return false;
        });
    }

    @Override
    public Structure next() {
        if (!hasNext()) {
            throw new NoSuchElementException("no further frame in " + file);
        }
        ready = false;
        return guarded(() -> {
            Structure structure = read(count());
            frame++;
            return structure;
        });
    }

    @Override
    public boolean skip() {
        if (!hasNext()) {
            return false;
        }
        ready = false;
        return guarded(() -> {
            int n = count();
            boolean furtherLines = false;
            for (int i = 0; i <= n; i++) {
                if (!lines.next()) {
                    throw truncated(n, i - 1);
                }
                furtherLines |= i == 0 && RemarkPairs.isQm9(lines.text());
            }
            skipFurtherLines(furtherLines);
            frame++;
            return true;
        });
    }

    private interface Step<T> {
        T run();
    }

    /** Runs a step of reading and ends reading after an error, because the start of the next frame is then unknown. */
    private <T> T guarded(Step<T> step) {
        try {
            return step.run();
        } catch (StructureFileException e) {
            close();
            throw e;
        }
    }

    private int count() {
        String text = lines.text().strip();
        int n;
        try {
            n = Integer.parseInt(text);
        } catch (NumberFormatException e) {
            String hint = frame == 0
                    ? OtherFormat.ofName(file).map(f -> f.advice(file)).orElse("")
                    : " Frame " + (frame - 1) + " may have more atom lines than its first line says.";
            throw new StructureFileException(
                    file,
                    lines.line,
                    1,
                    "expected the number of atoms of frame " + frame + ", found " + Quoted.of(text) + "." + hint);
        }
        if (n < 1) {
            throw new StructureFileException(
                    file, lines.line, 1, "expected at least one atom in frame " + frame + ", found " + n + ".");
        }
        return n;
    }

    private Structure read(int n) {
        if (!lines.next()) {
            throw truncated(n, -1);
        }
        String comment = lines.text();
        CommentLine parsed = new CommentLine(comment);
        if (!parsed.fault().isEmpty()) {
            throw fault(parsed.faultColumn(), parsed.fault());
        }
        if (!parsed.emptyKey().isEmpty()) {
            warn("the key '" + parsed.emptyKey() + "' has no value; it is read as an empty text");
        }
        Set<String> keys = new HashSet<>();
        for (CommentLine.Pair p : parsed.pairs()) {
            if (!keys.add(p.key()) && !parsed.isRemark()) {
                warn("the key '" + p.key() + "' stands there several times; the last one counts");
            }
        }
        Optional<CommentLine.Pair> declared = parsed.find("Properties");
        declare(declared.orElse(null));
        qm9 = parsed.isRemark() && RemarkPairs.isQm9(comment);
        Cell cell = CellText.read(parsed, remarks);
        int[] numbers = new int[Math.min(n, ROOM)];
        double[] positions = new double[3 * numbers.length];
        atoms.clear();
        for (int a = 0; a < n; a++) {
            if (!lines.next()) {
                throw truncated(n, a);
            }
            if (a == numbers.length) {
                int room = (int) Math.min(n, 2L * a);
                if (room > Integer.MAX_VALUE / 4) {
                    throw fault(0, "expected at most " + Integer.MAX_VALUE / 4 + " atoms, found more.");
                }
                numbers = Arrays.copyOf(numbers, room);
                positions = Arrays.copyOf(positions, 3 * room);
            }
            atom(numbers, positions, a);
        }
        skipFurtherLines(qm9);
        Structure structure = Structure.of(numbers, positions, cell);
        closeness.check(structure, frame, frameLine + 2, where());
        Origin origin = new Origin(file, frameLine, frame);
        return new FrameText(parsed, atoms.copy(), columns, declared.isPresent(), structure, origin).annotated();
    }

    /** Passes over what QM9 has behind the atoms of each file: frequencies, SMILES and InChI. */
    private void skipFurtherLines(boolean any) {
        for (int k = 0; any && k < 3 && lines.next(); k++) {
            // frequencies, of which molecules have at least one, are not read
        }
    }

    private void declare(CommentLine.@Nullable Pair pair) {
        String text = pair == null ? "" : pair.text();
        if (text.equals(properties)) {
            return;
        }
        try {
            columns = pair == null ? Columns.PLAIN : Columns.parse(text);
            properties = text;
        } catch (IllegalArgumentException e) {
            throw fault(pair == null ? 0 : pair.start() + 1, message(e));
        }
    }

    private void atom(int[] numbers, double[] positions, int a) {
        byte[] b = lines.buffer;
        int words = columns.words();
        int species = columns.species().first();
        int first = columns.positions().first();
        int end = lines.end;
        int p = lines.start;
        int w = 0;
        int last = p;
        while (true) {
            while (p < end && LineReader.blank(b[p])) {
                p++;
            }
            if (p == end) {
                break;
            }
            if (w == words) {
                // atoms of QM9 have a charge in a fifth column, as its description says
                if (!qm9) {
                    warn("atom lines have more than the " + words + " declared columns (" + columns
                            + "); the further ones are ignored");
                }
                break;
            }
            int from = p;
            while (p < end && !LineReader.blank(b[p])) {
                p++;
            }
            last = p;
            int k = w - first;
            if (k >= 0 && k < 3) {
                positions[3 * a + k] = coordinate(from, p, k);
            } else if (w == species) {
                numbers[a] = element(from, p);
            }
            w++;
        }
        if (w < words) {
            throw fault(0, "expected " + words + " columns (" + columns + "), found " + w + ".");
        }
        if (!atoms.add(b, lines.start, last)) {
            throw fault(0, "expected at most " + (AtomText.LARGEST >> 20) + " MiB of text in a frame, found more.");
        }
    }

    private double coordinate(int from, int to, int k) {
        double x;
        try {
            x = NumberText.parse(lines.buffer, from, to);
        } catch (NumberFormatException e) {
            throw fault(
                    from - lines.start + 1,
                    "expected a number for " + columns.positions().describe(k) + ", found " + lines.quoted(from, to)
                            + ".");
        }
        if (!Double.isFinite(x)) {
            throw fault(
                    from - lines.start + 1,
                    "expected a finite number for " + columns.positions().describe(k) + ", found "
                            + lines.quoted(from, to) + ".");
        }
        return x;
    }

    private int element(int from, int to) {
        boolean atomicNumbers = columns.species().name().equals("Z");
        int z = types.atomicNumber(lines.buffer, from, to, atomicNumbers);
        if (z > 0) {
            return z;
        }
        throw fault(from - lines.start + 1, types.refusal(lines.quoted(from, to), atomicNumbers));
    }

    private StructureFileException fault(int column, String reason) {
        return new StructureFileException(file, lines.line, column, reason + where());
    }

    private StructureFileException truncated(int n, int found) {
        return new StructureFileException(
                file,
                lines.line,
                0,
                found < 0
                        ? "expected a comment line and " + n + " atoms, found the end of the file." + where()
                        : "expected " + n + " atoms, found the end of the file after " + found + "." + where());
    }

    private String where() {
        return " Frame " + frame + " starts at line " + frameLine + ".";
    }

    private static String message(IllegalArgumentException e) {
        return String.valueOf(e.getMessage());
    }

    private void warn(String what) {
        if (warned.add(what)) {
            LOG.warn("{}:{}: {}.", file, lines.line, what);
        }
    }

    @Override
    public void close() {
        if (!closed && !closeness.warning().isEmpty() && warned.add(closeness.warning())) {
            LOG.warn("{}: {}", file, closeness.warning());
        }
        closed = true;
        ready = false;
        lines.close();
    }
}
