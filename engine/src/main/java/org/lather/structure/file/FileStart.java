package org.lather.structure.file;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The beginning of a file, by which its format is recognised. Reading it does not use it up. */
final class FileStart {
    private static final int BYTES = 1 << 14;
    private static final String MAGRES = "#$magres-abinitio-v";

    /** Possessive, as the time to match many digits would otherwise grow with the square of their number. */
    private static final String NUMBER = "[-+]?(\\d++\\.?+\\d*+|\\.\\d++)([eEdD][-+]?\\d++)?+";

    private static final Pattern SCALE = Pattern.compile("\\s*" + NUMBER + "(\\s.*)?");
    private static final Pattern VECTOR = Pattern.compile("\\s*(" + NUMBER + "\\s+){2}" + NUMBER + "(\\s.*)?");
    private static final Pattern SYMBOLS = Pattern.compile("\\s*[A-Za-z].*");
    private static final Pattern COUNTS = Pattern.compile("\\s*\\d+(\\s.*)?");
    private static final Pattern COUNT = Pattern.compile("\\s*\\+?\\d+\\s*");

    private final String head;
    private final List<String> lines;

    private FileStart(String head) {
        this.head = head;
        String text = head.startsWith("\u00ef\u00bb\u00bf") ? head.substring(3) : head;
        this.lines = text.lines().toList();
    }

    /**
     * Opens a reader of the format that a file has.
     *
     * @param name the file as named by the user
     * @param in uncompressed; closed with the reader
     * @param types meaning of the words in the column of elements
     * @param warned warnings that were already logged for the file
     * @throws StructureFileException if the file has a format that is not read
     */
    static FrameReader reader(String name, InputStream in, AtomTypes types, Set<String> warned) {
        Replayed replayed = new Replayed(in);
        FileStart start = new FileStart(replayed.head());
        if (start.head.indexOf('\n') < 0 && start.head.strip().indexOf('\r') > 0) {
            throw start.refused(
                    name,
                    new OtherFormat.Found(
                            "lines that end with CR alone", "", " tr '\\r' '\\n' makes lines that end with LF."));
        }
        if (start.head.stripLeading().startsWith(MAGRES)) {
            return new MagresReader(name, replayed, warned);
        }
        if (start.isPoscar()) {
            if (start.isTrajectory()) {
                throw start.refused(name, new OtherFormat.Found("an XDATCAR of VASP", "vasp-xdatcar", ""));
            }
            return new PoscarReader(name, replayed, warned);
        }
        boolean named = isNamedPoscar(name);
        if (start.isXyz(named)) {
            return new ExtendedXyzReader(name, replayed, types, warned);
        }
        OtherFormat.of(start.head).ifPresent(found -> {
            throw start.refused(name, found);
        });
        return named ? new PoscarReader(name, replayed, warned) : new ExtendedXyzReader(name, replayed, types, warned);
    }

    private StructureFileException refused(String name, OtherFormat.Found found) {
        return new StructureFileException(
                name,
                0,
                0,
                "expected extended XYZ, POSCAR or magres, found " + found.name() + "." + found.advice(name));
    }

    /** Whether the name of a file is one that VASP and its users give to a POSCAR. */
    static boolean isNamedPoscar(String name) {
        String s = name.substring(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1)
                .replaceFirst("\\.(gz|xz)$", "");
        String lower = s.toLowerCase(Locale.ROOT);
        return s.startsWith("POSCAR")
                || s.startsWith("CONTCAR")
                || lower.endsWith(".vasp")
                || lower.endsWith(".poscar");
    }

    private boolean matches(int line, Pattern pattern) {
        return line < lines.size() && pattern.matcher(lines.get(line)).matches();
    }

    /** Whether lines 2 to 7 have the form of a POSCAR of VASP 5: scale, lattice vectors, symbols and numbers. */
    private boolean isPoscar() {
        return matches(1, SCALE)
                && matches(2, VECTOR)
                && matches(3, VECTOR)
                && matches(4, VECTOR)
                && matches(5, SYMBOLS)
                && matches(6, COUNTS);
    }

    private boolean isTrajectory() {
        return lines.size() > 7 && lines.get(7).toLowerCase(Locale.ROOT).matches("\\s*direct\\s+configuration\\s*=.*");
    }

    /**
     * Whether the first line is a number of atoms alone.
     *
     * @param doubtful whether the third line must not begin with a number, as that of a POSCAR does
     */
    private boolean isXyz(boolean doubtful) {
        int first = 0;
        while (first < lines.size() && lines.get(first).isBlank()) {
            first++;
        }
        return matches(first, COUNT) && !(doubtful && matches(first + 2, SCALE));
    }

    /** A stream that returns the bytes that were already read, or the failure that ended them, before the others. */
    private static final class Replayed extends InputStream {
        private final InputStream in;
        private final ByteArrayInputStream first;
        private final byte[] read;
        private @Nullable IOException failure;

        Replayed(InputStream in) {
            this.in = in;
            byte[] bytes = new byte[BYTES];
            int n = 0;
            try {
                int got;
                while (n < BYTES && (got = in.read(bytes, n, BYTES - n)) > 0) {
                    n += got;
                }
            } catch (IOException e) {
                failure = e;
            }
            read = Arrays.copyOf(bytes, n);
            first = new ByteArrayInputStream(read);
        }

        String head() {
            return new String(read, StandardCharsets.ISO_8859_1);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] to, int offset, int length) throws IOException {
            if (first.available() > 0) {
                return first.read(to, offset, length);
            }
            if (failure != null) {
                throw failure;
            }
            return in.read(to, offset, length);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
