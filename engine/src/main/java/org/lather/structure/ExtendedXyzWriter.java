package org.lather.structure;

import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes extended XYZ, strictly by its grammar: numbers by shortest round trip, texts quoted, lines ended by LF. A
 * structure that was read from extended or plain XYZ is repeated character for character, with what was added to it.
 */
public final class ExtendedXyzWriter implements Closeable {
    private final OutputStream out;

    /** @param out closed with the writer */
    public ExtendedXyzWriter(OutputStream out) {
        this.out = new BufferedOutputStream(out, 1 << 16);
    }

    /**
     * Writes to a file, compressed where its name ends in {@code .gz} or {@code .xz}. To be closed before
     * {@link AtomicFile#commit()}, as compressed data have an end of their own.
     *
     * @param name the file as it will be named
     */
    public static ExtendedXyzWriter of(AtomicFile file, Path name) throws IOException {
        return new ExtendedXyzWriter(Compression.compressed(file.stream(), String.valueOf(name.getFileName())));
    }

    /** Appends a frame. */
    public void write(Structure structure) throws IOException {
        FrameText text = structure.annotations().frameText();
        ascii(structure.size() + "\n");
        if (text == null) {
            ascii(comment(structure) + "\n");
            writeAtoms(structure);
        } else {
            Columns columns = text.columns();
            boolean moved = !structure.isDescribedBy(text);
            Map<String, Annotations.Added> added = structure.annotations().addedColumns();
            ascii(comment(structure, text) + "\n");
            if (moved || added.keySet().stream().anyMatch(c -> columns.find(c).isPresent())) {
                writeAtoms(structure, text, moved);
            } else if (added.isEmpty()) {
                out.write(text.atoms());
            } else {
                appendColumns(structure, text);
            }
        }
    }

    private static String comment(Structure structure) {
        Annotations annotations = structure.annotations();
        StringBuilder s = new StringBuilder();
        Cell cell = structure.cell();
        if (cell.hasVectors() || cell.anyPeriodic()) {
            s.append("Lattice=").append(lattice(cell)).append(' ');
        }
        s.append("Properties=species:S:1:pos:R:3");
        annotations.addedColumns().forEach((name, c) -> s.append(declaration(name, c)));
        annotations
                .addedValues()
                .forEach((key, value) -> s.append(' ').append(key).append('=').append(value));
        return s.append(" pbc=").append(periodic(cell)).toString();
    }

    /** The comment line as read, with the values that differ replaced and the new ones at its end. */
    private static String comment(Structure structure, FrameText text) {
        Annotations annotations = structure.annotations();
        Map<String, String> values = new LinkedHashMap<>();
        Cell cell = structure.cell();
        if (!cell.equals(text.cell())) {
            values.put("Lattice", lattice(cell));
            values.put("pbc", periodic(cell));
        }
        if (!annotations.addedColumns().isEmpty()) {
            values.put("Properties", declaration(text.columns(), annotations.addedColumns()));
        }
        if (values.isEmpty() && annotations.addedValues().isEmpty()) {
            return text.comment();
        }
        if (!text.declared()) {
            values.put("Properties", declaration(text.columns(), annotations.addedColumns()));
        }
        values.putAll(annotations.addedValues());
        CommentLine parsed = text.parsed();
        boolean remark = parsed.pairs().isEmpty() && !text.comment().isBlank();
        String line = remark ? "comment=\"" + CommentLine.escaped(text.comment()) + '"' : text.comment();
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

    private static String declaration(Columns columns, Map<String, Annotations.Added> added) {
        StringBuilder s = new StringBuilder();
        for (Columns.Column c : columns.all()) {
            Annotations.Added other = added.get(c.name());
            s.append(other == null ? ":" + c.declaration() : declaration(c.name(), other));
        }
        added.forEach((name, c) -> s.append(columns.find(name).isPresent() ? "" : declaration(name, c)));
        return s.substring(1);
    }

    private static String declaration(String name, Annotations.Added column) {
        return ":" + name + ":R:" + column.width();
    }

    private void writeAtoms(Structure structure) throws IOException {
        Map<String, Annotations.Added> added = structure.annotations().addedColumns();
        for (int a = 0; a < structure.size(); a++) {
            ascii(Element.symbol(structure.atomicNumber(a)));
            writePosition(structure, a);
            append(added, Set.of(), a);
            out.write('\n');
        }
    }

    private void writePosition(Structure structure, int a) throws IOException {
        for (int x = 0; x < 3; x++) {
            ascii(" " + structure.position(a, x));
        }
    }

    /** The atom lines as read, and the added columns behind each. */
    private void appendColumns(Structure structure, FrameText text) throws IOException {
        FrameText.Cursor line = text.cursor();
        for (int a = 0; a < structure.size(); a++) {
            line.next();
            out.write(text.atoms(), line.lineStart, line.lineEnd - line.lineStart);
            append(structure.annotations().addedColumns(), Set.of(), a);
            out.write('\n');
        }
    }

    private void append(Map<String, Annotations.Added> added, Set<String> done, int a) throws IOException {
        for (Map.Entry<String, Annotations.Added> e : added.entrySet()) {
            if (!done.contains(e.getKey())) {
                writeValues(e.getValue(), a);
            }
        }
    }

    private void writeValues(Annotations.Added column, int a) throws IOException {
        for (int k = 0; k < column.width(); k++) {
            ascii(" " + column.values()[a * column.width() + k]);
        }
    }

    /** The atom lines column by column, those that differ from the text by value and the others as read. */
    private void writeAtoms(Structure structure, FrameText text, boolean moved) throws IOException {
        Columns columns = text.columns();
        Map<String, Annotations.Added> added = structure.annotations().addedColumns();
        Set<String> replaced = new HashSet<>();
        columns.all().forEach(c -> replaced.add(c.name()));
        FrameText.Cursor line = text.cursor();
        for (int a = 0; a < structure.size(); a++) {
            line.next();
            int written = line.lineStart;
            for (Columns.Column c : columns.all()) {
                int from = line.from[c.first()];
                int to = line.to[c.first() + c.width() - 1];
                Annotations.@Nullable Added other = added.get(c.name());
                if (other != null) {
                    writeValues(other, a);
                } else if (moved && c.equals(columns.positions())) {
                    writePosition(structure, a);
                } else if (moved && c.equals(columns.species())) {
                    out.write(text.atoms(), written, from - written);
                    int z = structure.atomicNumber(a);
                    ascii(c.type() == 'S' ? Element.symbol(z) : Integer.toString(z));
                } else {
                    out.write(text.atoms(), written, to - written);
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

    /** Hands what has been written on to the stream. */
    public void flush() throws IOException {
        out.flush();
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
