package org.lather.structure.file;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.lather.structure.AnnotationSource;
import org.lather.structure.Annotations;
import org.lather.structure.Cell;
import org.lather.structure.Element;
import org.lather.structure.Structure;

/**
 * Writes extended XYZ, strictly by its grammar: numbers with the fewest digits that read back to the same value, quoted
 * text, lines that end with LF. A structure that was read from extended or plain XYZ is reproduced character by
 * character, plus what was added to it.
 */
public final class ExtendedXyzWriter implements Closeable {
    private final OutputStream out;

    /** @param out closed with the writer */
    public ExtendedXyzWriter(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    /**
     * Creates a writer to a file, compressed if its name ends in {@code .gz} or {@code .xz}. It must be closed before
     * {@link AtomicFile#commit()}, because compressed data have a trailer.
     *
     * @param name final name of the file
     * @throws IOException if the file cannot be written
     */
    public static ExtendedXyzWriter of(AtomicFile file, Path name) throws IOException {
        return new ExtendedXyzWriter(Compression.compressed(file.stream(), String.valueOf(name.getFileName())));
    }

    /** A column whose values are written, rather than its original text. */
    private static final class WrittenColumn {
        private final String name;
        private final int width;
        private final boolean logical;
        private final double[] values;

        WrittenColumn(String name, Annotations annotations) {
            this.name = name;
            this.width = annotations.columnWidth(name);
            this.logical = annotations.isLogical(name);
            this.values = annotations.column(name);
        }

        String declaration() {
            return ":" + name + (logical ? ":L:" : ":R:") + width;
        }
    }

    private static Map<String, WrittenColumn> written(Annotations annotations, Set<String> names) {
        Map<String, WrittenColumn> columns = new LinkedHashMap<>();
        names.forEach(name -> columns.put(name, new WrittenColumn(name, annotations)));
        return columns;
    }

    private static String written(Annotations annotations, String key) {
        AnnotationSource.Value value = annotations.value(key).orElseThrow();
        boolean isScalar = value.numbers().filter(n -> n.length == 1).isPresent();
        return isScalar ? value.text() : '"' + CommentLine.escaped(value.text()) + '"';
    }

    /**
     * Appends a frame.
     *
     * @throws IOException if the file cannot be written
     */
    public void write(Structure structure) throws IOException {
        ascii(structure.size() + "\n");
        Optional<FrameText> read = structure.annotations().source(FrameText.class);
        if (read.isPresent()) {
            write(structure, read.get());
        } else {
            writeByValue(structure);
        }
    }

    private void writeByValue(Structure structure) throws IOException {
        Annotations annotations = structure.annotations();
        Map<String, WrittenColumn> columns = written(annotations, annotations.columns());
        ascii(comment(structure, columns.values()) + "\n");
        for (int a = 0; a < structure.size(); a++) {
            ascii(Element.symbol(structure.atomicNumber(a)));
            writePosition(structure, a);
            append(columns, Set.of(), a);
            out.write('\n');
        }
    }

    private void write(Structure structure, FrameText text) throws IOException {
        Annotations annotations = structure.annotations();
        Map<String, WrittenColumn> added = written(annotations, annotations.addedColumns());
        boolean moved = !structure.sharesAtomsWith(text.structure());
        ascii(comment(structure, text, added) + "\n");
        if (moved
                || added.keySet().stream().anyMatch(c -> text.columns().find(c).isPresent())) {
            replaceColumns(structure, text, added);
        } else if (added.isEmpty()) {
            out.write(text.lines());
        } else {
            appendColumns(text, added);
        }
    }

    private static String comment(Structure structure, Collection<WrittenColumn> columns) {
        Annotations annotations = structure.annotations();
        StringBuilder s = new StringBuilder();
        Cell cell = structure.cell();
        if (cell.hasVectors() || cell.anyPeriodic()) {
            s.append("Lattice=").append(lattice(cell)).append(' ');
        }
        s.append("Properties=species:S:1:pos:R:3");
        columns.forEach(c -> s.append(c.declaration()));
        annotations.keys().forEach(key -> s.append(' ').append(key).append('=').append(written(annotations, key)));
        return s.append(" pbc=").append(periodic(cell)).toString();
    }

    /** The comment line as read, with changed values replaced and new ones appended. */
    private static String comment(Structure structure, FrameText text, Map<String, WrittenColumn> added) {
        Annotations annotations = structure.annotations();
        Map<String, String> values = new LinkedHashMap<>();
        Cell cell = structure.cell();
        if (!cell.equals(text.structure().cell())) {
            values.put("Lattice", lattice(cell));
            values.put("pbc", periodic(cell));
        }
        if (!added.isEmpty()) {
            values.put("Properties", declaration(text.columns(), added));
        }
        if (values.isEmpty() && annotations.addedKeys().isEmpty()) {
            return text.comment();
        }
        if (!text.declared()) {
            values.put("Properties", declaration(text.columns(), added));
        }
        annotations.addedKeys().forEach(key -> values.put(key, written(annotations, key)));
        return replaced(text, values);
    }

    private static String replaced(FrameText text, Map<String, String> values) {
        CommentLine parsed = text.parsed();
        boolean remark = parsed.isRemark() && !text.comment().isBlank();
        if (remark) {
            StringBuilder s = new StringBuilder("comment=\"")
                    .append(CommentLine.escaped(text.comment()))
                    .append('"')
                    .append(RemarkPairs.rewritten(parsed, values.keySet()));
            values.forEach((key, value) -> s.append(' ').append(key).append('=').append(value));
            return s.toString();
        }
        String line = text.comment();
        Map<Integer, CommentLine.Pair> replaced = new TreeMap<>();
        for (String key : values.keySet()) {
            parsed.find(key).ifPresent(p -> replaced.put(p.start(), p));
        }
        StringBuilder s = new StringBuilder();
        int from = 0;
        for (CommentLine.Pair p : replaced.values()) {
            s.append(line, from, p.from() < 0 ? p.to() : p.from());
            s.append(p.from() < 0 ? "=" : "").append(values.remove(p.key()));
            from = p.to();
        }
        s.append(line, from, line.length());
        values.forEach((key, value) ->
                s.append(s.isEmpty() ? "" : " ").append(key).append('=').append(value));
        return s.toString();
    }

    private static String lattice(Cell cell) {
        StringJoiner s = new StringJoiner(" ", "\"", "\"");
        for (double x : cell.rows()) {
            s.add(Double.toString(x));
        }
        return s.toString();
    }

    private static String periodic(Cell cell) {
        StringJoiner s = new StringJoiner(" ", "\"", "\"");
        for (int d = 0; d < 3; d++) {
            s.add(cell.periodic(d) ? "T" : "F");
        }
        return s.toString();
    }

    private static String declaration(Columns columns, Map<String, WrittenColumn> added) {
        StringBuilder s = new StringBuilder();
        for (Columns.Column c : columns.all()) {
            WrittenColumn other = added.get(c.name());
            s.append(other == null ? ":" + c.declaration() : other.declaration());
        }
        added.forEach((name, c) -> s.append(columns.find(name).isPresent() ? "" : c.declaration()));
        return s.substring(1);
    }

    private void writePosition(Structure structure, int a) throws IOException {
        for (int x = 0; x < 3; x++) {
            ascii(" " + structure.position(a, x));
        }
    }

    /** Appends the atom lines as read, each followed by the added columns. */
    private void appendColumns(FrameText text, Map<String, WrittenColumn> added) throws IOException {
        FrameText.Cursor line = text.cursor();
        for (int a = 0; a < text.atoms(); a++) {
            line.next();
            out.write(text.lines(), line.lineStart, line.lineEnd - line.lineStart);
            append(added, Set.of(), a);
            out.write('\n');
        }
    }

    private void append(Map<String, WrittenColumn> added, Set<String> done, int a) throws IOException {
        for (WrittenColumn c : added.values()) {
            if (!done.contains(c.name)) {
                writeValues(c, a);
            }
        }
    }

    private void writeValues(WrittenColumn column, int a) throws IOException {
        for (int k = 0; k < column.width; k++) {
            double value = column.values[a * column.width + k];
            ascii(column.logical ? value == 1 ? " T" : " F" : " " + value);
        }
    }

    /** Appends the atom lines column by column: changed columns by value and the others as read. */
    private void replaceColumns(Structure structure, FrameText text, Map<String, WrittenColumn> added)
            throws IOException {
        Columns columns = text.columns();
        boolean moved = !structure.sharesAtomsWith(text.structure());
        Set<String> replaced = new HashSet<>();
        columns.all().forEach(c -> replaced.add(c.name()));
        FrameText.Cursor line = text.cursor();
        for (int a = 0; a < structure.size(); a++) {
            line.next();
            int written = line.lineStart;
            for (Columns.Column c : columns.all()) {
                int from = line.from[c.first()];
                int to = line.to[c.first() + c.width() - 1];
                WrittenColumn other = added.get(c.name());
                if (other != null) {
                    writeValues(other, a);
                } else if (moved && c.equals(columns.positions())) {
                    writePosition(structure, a);
                } else if (moved && c.equals(columns.species())) {
                    out.write(text.lines(), written, from - written);
                    int z = structure.atomicNumber(a);
                    ascii(c.type() == 'S' ? Element.symbol(z) : Integer.toString(z));
                } else {
                    out.write(text.lines(), written, to - written);
                }
                written = to;
            }
            append(added, replaced, a);
            out.write('\n');
        }
    }

    private void ascii(String text) throws IOException {
        out.write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    /**
     * Flushes everything written to the stream.
     *
     * @throws IOException if the file cannot be written
     */
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
