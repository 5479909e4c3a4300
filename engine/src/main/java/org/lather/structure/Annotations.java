package org.lather.structure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about a structure besides its atoms: values of the whole structure by key ({@code energy=-1.5}) and
 * columns with a value or vector an atom ({@code forces:R:3}). Immutable; keeps the text as it was read, and reads
 * numbers out of it only when they are asked for. Values are handed out as they stand: NaN too, and in the file's own
 * units.
 */
public final class Annotations {
    /** No value, no column, from no file. */
    public static final Annotations NONE = new Annotations(null, Map.of(), Map.of(), "", 0, -1);

    private static final Set<String> RESERVED = Set.of("Lattice", "Properties", "pbc");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    /** A column that did not come from the file: [n][width]. */
    static final class Added {
        private final int width;
        private final double[] values;

        Added(int width, double[] values) {
            this.width = width;
            this.values = values;
        }

        int width() {
            return width;
        }

        double[] values() {
            return values;
        }
    }

    private final @Nullable FrameText text;
    /** Values that did not come from the file, as they are written. */
    private final Map<String, String> values;

    private final Map<String, Added> columns;
    private final String file;
    private final long line;
    private final long frame;

    private Annotations(
            @Nullable FrameText text,
            Map<String, String> values,
            Map<String, Added> columns,
            String file,
            long line,
            long frame) {
        this.text = text;
        this.values = values;
        this.columns = columns;
        this.file = file;
        this.line = line;
        this.frame = frame;
    }

    static Annotations read(@Nullable FrameText text, String file, long line, long frame) {
        return new Annotations(text, Map.of(), Map.of(), file, line, frame);
    }

    /** These without any value or column: only where they came from. */
    public Annotations originOnly() {
        return new Annotations(null, Map.of(), Map.of(), file, line, frame);
    }

    /** What they hold in memory, about, in bytes. */
    long bytes() {
        long sum = 64;
        if (text != null) {
            sum += text.atoms().length + 8L * text.comment().length() + 256;
        }
        for (var e : values.entrySet()) {
            sum += e.getKey().length() + e.getValue().length() + 128;
        }
        for (Added a : columns.values()) {
            sum += 8L * a.values().length + 128;
        }
        return sum;
    }

    /**
     * The keys of the values, in the file's order; without Lattice, Properties and pbc, which the structure itself
     * holds.
     */
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>();
        if (text != null) {
            text.parsed().pairs().forEach(p -> keys.add(p.key()));
            keys.removeAll(RESERVED);
        }
        keys.addAll(values.keySet());
        return Collections.unmodifiableSet(keys);
    }

    /** Whether there is a value of the whole structure under a key. */
    public boolean has(String key) {
        return find(key).isPresent();
    }

    /**
     * The numbers of a value, matrices flattened row by row.
     *
     * @throws IllegalArgumentException where the key is absent or its value is not made of numbers alone
     */
    public double[] numbers(String key) {
        CommentLine.Pair pair = find(key)
                .orElseThrow(() -> new IllegalArgumentException(
                        place() + "expected a value '" + key + "', found " + list(keys(), "no value") + "."));
        return pair.numbers()
                .orElseThrow(() -> new IllegalArgumentException(
                        place() + "expected numbers in '" + key + "', found " + LineReader.quoted(pair.text()) + "."));
    }

    /**
     * A value as text, without quotes and escapes; empty where the key is absent. A key without a value is {@code T}.
     */
    public Optional<String> text(String key) {
        return find(key).map(CommentLine.Pair::text);
    }

    private Optional<CommentLine.Pair> find(String key) {
        if (RESERVED.contains(key)) {
            return Optional.empty();
        }
        String added = values.get(key);
        if (added != null) {
            return Optional.of(new CommentLine.Pair(key, added, 0, 0, added.length()));
        }
        return text == null ? Optional.empty() : text.parsed().find(key);
    }

    /** The columns besides the elements and the positions, in the file's order. */
    public Set<String> columns() {
        Set<String> names = new LinkedHashSet<>();
        if (text != null) {
            Columns read = text.columns();
            read.all().stream().filter(c -> !read.isGeometry(c)).forEach(c -> names.add(c.name()));
        }
        names.addAll(columns.keySet());
        return Collections.unmodifiableSet(names);
    }

    public boolean hasColumn(String name) {
        return columns.containsKey(name) || inFile(name).isPresent();
    }

    /**
     * How many values a column has for each atom.
     *
     * @throws IllegalArgumentException where there is no such column
     */
    public int columnWidth(String name) {
        Added added = columns.get(name);
        return added != null
                ? added.width()
                : inFile(name).orElseThrow(() -> noColumn(name)).width();
    }

    /**
     * The values of a column, [n][width] flattened; true is 1 and false is 0.
     *
     * @throws IllegalArgumentException where there is no such column, or it holds text
     * @throws StructureFileException where a word of it is not a number
     */
    public double[] column(String name) {
        Added added = columns.get(name);
        if (added != null) {
            return added.values().clone();
        }
        Columns.Column column = inFile(name).orElseThrow(() -> noColumn(name));
        FrameText frameText = text;
        if (frameText == null || column.type() == 'S') {
            throw new IllegalArgumentException(
                    place() + "expected numbers in column '" + name + "', found a column of text (type S).");
        }
        int width = column.width();
        double[] numbers = new double[frameText.size() * width];
        FrameText.Cursor cursor = frameText.cursor();
        for (int a = 0; a < frameText.size(); a++) {
            cursor.next();
            for (int k = 0; k < width; k++) {
                numbers[a * width + k] = number(frameText, cursor, column, column.first() + k, line + 2 + a);
            }
        }
        return numbers;
    }

    private double number(FrameText frameText, FrameText.Cursor cursor, Columns.Column column, int word, long at) {
        try {
            if (column.type() == 'L') {
                return ExtendedXyzReader.truth(cursor.word(word)) ? 1 : 0;
            }
            return NumberText.parse(frameText.atoms(), cursor.from[word], cursor.to[word]);
        } catch (NumberFormatException e) {
            throw new StructureFileException(
                    file,
                    at,
                    cursor.column(word),
                    "expected a " + (column.type() == 'L' ? "truth value" : "number") + " in column '" + column.name()
                            + "', found " + LineReader.quoted(cursor.word(word)) + ".");
        }
    }

    private Optional<Columns.Column> inFile(String name) {
        if (text == null) {
            return Optional.empty();
        }
        Columns read = text.columns();
        return read.find(name).filter(c -> !read.isGeometry(c));
    }

    private IllegalArgumentException noColumn(String name) {
        return new IllegalArgumentException(
                place() + "expected a column '" + name + "', found " + list(columns(), "no column") + ".");
    }

    private static String list(Set<String> names, String none) {
        StringJoiner s = new StringJoiner(", ");
        s.setEmptyValue(none);
        names.forEach(s::add);
        return s.toString();
    }

    /** {@link #origin} and a colon, to begin a message with; empty where it came from no file. */
    public String place() {
        return file.isEmpty() ? "" : origin() + ": ";
    }

    /**
     * A copy with a value added or replaced.
     *
     * @param numbers at least one; a single one is a scalar
     * @throws IllegalArgumentException for a key that is no plain word, or Lattice, Properties or pbc
     */
    public Annotations with(String key, double... numbers) {
        if (numbers.length == 0) {
            throw new IllegalArgumentException("expected at least one number for '" + key + "', got none");
        }
        if (numbers.length == 1) {
            return added(key, Double.toString(numbers[0]));
        }
        StringJoiner s = new StringJoiner(" ", "\"", "\"");
        for (double x : numbers) {
            s.add(Double.toString(x));
        }
        return added(key, s.toString());
    }

    /** A copy with a text added or replaced; otherwise as {@link #with}. */
    public Annotations withText(String key, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 126 || (value.charAt(i) < ' ' && value.charAt(i) != '\n')) {
                throw new IllegalArgumentException(
                        "expected printable ASCII in the text of '" + key + "', got " + LineReader.quoted(value));
            }
        }
        return added(key, '"' + CommentLine.escaped(value) + '"');
    }

    private Annotations added(String key, String value) {
        if (!NAME.matcher(key).matches() || RESERVED.contains(key)) {
            throw new IllegalArgumentException("expected a key of letters, digits, '_', '.', '-' other than Lattice,"
                    + " Properties and pbc, got '" + key + "'");
        }
        Map<String, String> more = new LinkedHashMap<>(values);
        more.put(key, value);
        return new Annotations(text, Collections.unmodifiableMap(more), columns, file, line, frame);
    }

    /**
     * A copy with a column added or replaced.
     *
     * @param width values of each atom
     * @param numbers [n][width] flattened
     * @throws IllegalArgumentException for a name that is no plain word or that the elements or positions have, or for
     *     another number of atoms than the columns there are
     */
    public Annotations withColumn(String name, int width, double[] numbers) {
        if (!NAME.matcher(name).matches()
                || name.equals("species")
                || name.equals("pos")
                || (text != null && text.columns().species().name().equals(name))) {
            throw new IllegalArgumentException(
                    "expected a column name of letters, digits, '_', '.', '-' other than species and pos, got '" + name
                            + "'");
        }
        if (width < 1 || numbers.length == 0 || numbers.length % width != 0) {
            throw new IllegalArgumentException(
                    "expected n times " + width + " numbers for column '" + name + "', got " + numbers.length);
        }
        if (atoms() >= 0 && atoms() != numbers.length / width) {
            throw new IllegalArgumentException("expected " + atoms() * width + " numbers for column '" + name + "' ("
                    + atoms() + " atoms), got " + numbers.length);
        }
        Map<String, Added> more = new LinkedHashMap<>(columns);
        more.put(name, new Added(width, numbers.clone()));
        return new Annotations(text, values, Collections.unmodifiableMap(more), file, line, frame);
    }

    /** The number of atoms that the columns are for, or -1 where that is open. */
    int atoms() {
        if (text != null) {
            return text.size();
        }
        for (Added a : columns.values()) {
            return a.values().length / a.width();
        }
        return -1;
    }

    /** File and line of the frame's first line, such as {@code train.xyz:1821}; empty where it came from no file. */
    public String origin() {
        return file.isEmpty() ? "" : file + ":" + line;
    }

    /** The frame's place in its file, from 0; -1 where it came from no file. */
    public long frame() {
        return frame;
    }

    @Nullable
    FrameText frameText() {
        return text;
    }

    Map<String, String> addedValues() {
        return values;
    }

    Map<String, Added> addedColumns() {
        return columns;
    }
}
