package org.lather.structure.file;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import org.lather.structure.AnnotationSource;
import org.lather.structure.Annotations;
import org.lather.structure.Missing;
import org.lather.structure.Origin;
import org.lather.structure.Quoted;
import org.lather.structure.Structure;

/** The original text of a frame, so that writing reproduces every key and column character by character. */
final class FrameText implements AnnotationSource {
    /** Keys that describe the cell and the columns. */
    private static final Set<String> OF_THE_FORMAT = Set.of("Lattice", "Properties", "pbc");

    private final CommentLine parsed;
    private final byte[] atoms;
    private final Columns columns;
    private final boolean declared;
    private final Structure structure;
    private final Origin origin;

    /**
     * @param parsed the second line
     * @param atoms the atom lines, each with a line feed and without undeclared columns
     * @param declared whether the second line has {@code Properties}
     * @param structure elements, positions and cell of the text, without annotations
     */
    FrameText(CommentLine parsed, byte[] atoms, Columns columns, boolean declared, Structure structure, Origin origin) {
        this.parsed = parsed;
        this.atoms = atoms;
        this.columns = columns;
        this.declared = declared;
        this.structure = structure;
        this.origin = origin;
    }

    /** The structure that the text describes, annotated with everything else in the text. */
    Structure annotated() {
        return structure.with(Annotations.of(this, origin));
    }

    /** The second line, one char for each byte. */
    String comment() {
        return parsed.line();
    }

    /** The atom lines, each with a line feed. */
    byte[] lines() {
        return atoms;
    }

    Columns columns() {
        return columns;
    }

    boolean declared() {
        return declared;
    }

    /** Elements, positions and cell of the text, without annotations. */
    Structure structure() {
        return structure;
    }

    CommentLine parsed() {
        return parsed;
    }

    @Override
    public int atoms() {
        return structure.size();
    }

    @Override
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        parsed.pairs().forEach(p -> keys.add(p.key()));
        keys.removeAll(OF_THE_FORMAT);
        return keys;
    }

    @Override
    public Optional<Value> value(String key) {
        return OF_THE_FORMAT.contains(key) ? Optional.empty() : parsed.find(key).map(pair -> pair);
    }

    @Override
    public Set<String> columnNames() {
        Set<String> names = new LinkedHashSet<>();
        columns.all().stream().filter(c -> !columns.isGeometry(c)).forEach(c -> names.add(c.name()));
        return names;
    }

    @Override
    public Optional<Column> column(String name) {
        return columns.find(name).filter(c -> !columns.isGeometry(c)).map(ColumnText::new);
    }

    @Override
    public boolean isGeometry(String name) {
        return columns.find(name).filter(columns::isGeometry).isPresent();
    }

    @Override
    public long bytes() {
        return atoms.length + 8L * comment().length() + 256;
    }

    /** A column of the atom lines, parsed lazily. */
    private final class ColumnText implements Column {
        private final Columns.Column column;

        ColumnText(Columns.Column column) {
            this.column = column;
        }

        @Override
        public int width() {
            return column.width();
        }

        @Override
        public boolean isLogical() {
            return column.type() == 'L';
        }

        @Override
        public double[] numbers() {
            int width = column.width();
            double[] numbers = new double[atoms() * width];
            Cursor cursor = cursor();
            for (int a = 0; a < atoms(); a++) {
                cursor.next();
                for (int k = 0; k < width; k++) {
                    numbers[a * width + k] = number(cursor, column.first() + k, origin.line() + 2 + a);
                }
            }
            return numbers;
        }

        private double number(Cursor cursor, int word, long line) {
            try {
                if (column.type() == 'L') {
                    return Columns.truth(cursor.word(word)) ? 1 : 0;
                }
                return NumberText.parse(atoms, cursor.from[word], cursor.to[word]);
            } catch (NumberFormatException e) {
                if (column.type() != 'L' && Missing.is(cursor.word(word))) {
                    return Double.NaN;
                }
                if (column.type() == 'S') {
                    throw new IllegalArgumentException(origin.place() + "expected numbers in column '" + column.name()
                            + "', found a column of text (type S).");
                }
                throw new StructureFileException(
                        origin.file(),
                        line,
                        cursor.column(word),
                        "expected a " + (column.type() == 'L' ? "truth value" : "number") + " in column '"
                                + column.name() + "', found " + Quoted.of(cursor.word(word)) + ".");
            }
        }
    }

    /** Iterates over the atom lines word by word. */
    final class Cursor {
        /** Start and end (exclusive) of word i of the line. */
        final int[] from = new int[columns.words()];

        final int[] to = new int[columns.words()];
        int lineStart;
        int lineEnd = -1;

        void next() {
            lineStart = lineEnd + 1;
            int i = lineStart;
            for (int w = 0; w < from.length; w++) {
                while (LineReader.blank(atoms[i])) {
                    i++;
                }
                from[w] = i;
                while (!LineReader.blank(atoms[i])) {
                    i++;
                }
                to[w] = i;
            }
            lineEnd = i;
        }

        String word(int w) {
            return new String(atoms, from[w], to[w] - from[w], StandardCharsets.ISO_8859_1);
        }

        /** The column of a word in its line, from 1. */
        int column(int w) {
            return from[w] - lineStart + 1;
        }
    }

    Cursor cursor() {
        return new Cursor();
    }
}
