package org.lather.structure;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;

/**
 * Values and columns of a structure in addition to its atoms: values of the whole structure by key
 * ({@code energy=-1.5}) and columns with a value or vector for each atom ({@code forces:R:3}). Immutable; the contents
 * of files are parsed lazily ({@link AnnotationSource}). Values are returned as the file has them, including NaN, and
 * in the file's own units.
 */
public final class Annotations {
    private static final Set<String> RESERVED = Set.of("Lattice", "Properties", "pbc");
    private static final Set<String> GEOMETRY = Set.of("species", "pos");
    private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]*");

    /** The source of structures that are not from a file, or from a file that contains only atoms. */
    private static final AnnotationSource NOTHING = new AnnotationSource() {
        @Override
        public int atoms() {
            return -1;
        }

        @Override
        public Set<String> keys() {
            return Set.of();
        }

        @Override
        public Optional<Value> value(String key) {
            return Optional.empty();
        }

        @Override
        public Set<String> columnNames() {
            return Set.of();
        }

        @Override
        public Optional<Column> column(String name) {
            return Optional.empty();
        }

        @Override
        public boolean isGeometry(String name) {
            return false;
        }

        @Override
        public long bytes() {
            return 0;
        }
    };

    /** Annotations without values, columns and origin. */
    public static final Annotations NONE = of(Origin.NONE);

    private final AnnotationSource source;
    private final Origin origin;
    private final Map<String, AnnotationSource.Value> values;
    private final Map<String, Added.Column> columns;

    private Annotations(
            AnnotationSource source,
            Origin origin,
            Map<String, AnnotationSource.Value> values,
            Map<String, Added.Column> columns) {
        this.source = source;
        this.origin = origin;
        this.values = values;
        this.columns = columns;
    }

    /** Creates the annotations of a structure that was read from a file. */
    public static Annotations of(AnnotationSource source, Origin origin) {
        return new Annotations(source, origin, Map.of(), Map.of());
    }

    /** Creates annotations without values and columns for a structure that was read from a file. */
    public static Annotations of(Origin origin) {
        return of(NOTHING, origin);
    }

    /** Annotations with the same origin, but without values and columns. */
    public Annotations originOnly() {
        return of(origin);
    }

    /** The approximate size in memory, in bytes. */
    long bytes() {
        long sum = 64 + source.bytes();
        for (var e : values.entrySet()) {
            sum += e.getKey().length() + e.getValue().text().length() + 128;
        }
        for (Added.Column c : columns.values()) {
            sum += 8L * c.rows() * c.width() + 128;
        }
        return sum;
    }

    /**
     * The keys of the values, in the file's order; without Lattice, Properties and pbc, which are part of the structure
     * itself.
     */
    public Set<String> keys() {
        Set<String> keys = new LinkedHashSet<>(source.keys());
        keys.addAll(values.keySet());
        return Collections.unmodifiableSet(keys);
    }

    /** Whether the structure has a value under a key. */
    public boolean has(String key) {
        return value(key).isPresent();
    }

    /**
     * The numbers of a value, matrices flattened row by row.
     *
     * @throws IllegalArgumentException if the key is absent or its value does not consist of numbers only
     */
    public double[] numbers(String key) {
        AnnotationSource.Value value = value(key)
                .orElseThrow(() -> new IllegalArgumentException(
                        place() + "expected a value '" + key + "', found " + list(keys(), "no value") + "."));
        return value.numbers()
                .orElseThrow(() -> new IllegalArgumentException(
                        place() + "expected numbers in '" + key + "', found " + Quoted.of(value.text()) + "."));
    }

    /** A value as text, without quotes and escapes; empty if the key is absent. A key without a value is {@code T}. */
    public Optional<String> text(String key) {
        return value(key).map(AnnotationSource.Value::text);
    }

    /** The value of a key, read or added; empty if the key is absent. */
    public Optional<AnnotationSource.Value> value(String key) {
        AnnotationSource.Value added = values.get(key);
        return added != null ? Optional.of(added) : source.value(key);
    }

    /** The names of the columns other than elements and positions, in the file's order. */
    public Set<String> columns() {
        Set<String> names = new LinkedHashSet<>(source.columnNames());
        names.addAll(columns.keySet());
        return Collections.unmodifiableSet(names);
    }

    public boolean hasColumn(String name) {
        return find(name).isPresent();
    }

    /**
     * The number of values that a column has for each atom.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public int columnWidth(String name) {
        return find(name).orElseThrow(() -> noColumn(name)).width();
    }

    /**
     * Whether a column has truth values.
     *
     * @throws IllegalArgumentException if there is no such column
     */
    public boolean isLogical(String name) {
        return find(name).orElseThrow(() -> noColumn(name)).isLogical();
    }

    /**
     * The values of a column, [n][width] flattened; true is 1 and false is 0.
     *
     * @throws IllegalArgumentException if there is no such column, or it contains text
     * @throws RuntimeException if a word of it is not a number: the exception of the file's reader
     */
    public double[] column(String name) {
        return find(name).orElseThrow(() -> noColumn(name)).numbers();
    }

    private Optional<AnnotationSource.Column> find(String name) {
        Added.Column added = columns.get(name);
        return added != null ? Optional.of(added) : source.column(name);
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

    /**
     * A copy with a value added or replaced.
     *
     * @param numbers at least one; a single one is a scalar
     * @throws IllegalArgumentException if the key is not a plain word, or is Lattice, Properties or pbc
     */
    public Annotations with(String key, double... numbers) {
        if (numbers.length == 0) {
            throw new IllegalArgumentException("expected at least one number for '" + key + "', got none");
        }
        return added(key, new Added.Numbers(numbers.clone()));
    }

    /**
     * A copy with a text value added or replaced; errors are those of {@link #with}.
     *
     * @throws IllegalArgumentException if the value is not printable ASCII
     */
    public Annotations withText(String key, String value) {
        for (int i = 0; i < value.length(); i++) {
            if (value.charAt(i) > 126 || (value.charAt(i) < ' ' && value.charAt(i) != '\n')) {
                throw new IllegalArgumentException(
                        "expected printable ASCII in the text of '" + key + "', got " + Quoted.of(value));
            }
        }
        return added(key, new Added.Text(value));
    }

    private Annotations added(String key, AnnotationSource.Value value) {
        if (!NAME.matcher(key).matches() || RESERVED.contains(key)) {
            throw new IllegalArgumentException("expected a key of letters, digits, '_', '.', '-' other than Lattice,"
                    + " Properties and pbc, got '" + key + "'");
        }
        Map<String, AnnotationSource.Value> more = new LinkedHashMap<>(values);
        more.put(key, value);
        return new Annotations(source, origin, Collections.unmodifiableMap(more), columns);
    }

    /**
     * A copy with a column added or replaced.
     *
     * @param width number of values for each atom
     * @param numbers [n][width] flattened
     * @throws IllegalArgumentException if the name is not a plain word, or is that of elements or positions, or if the
     *     number of atoms differs from that of existing columns
     */
    public Annotations withColumn(String name, int width, double[] numbers) {
        return added(name, new Added.Column(width, numbers.clone(), false));
    }

    /**
     * A copy with a column of truth values added or replaced; errors are those of {@link #withColumn}.
     *
     * @param width number of values for each atom
     * @param flags [n][width] flattened
     */
    public Annotations withFlags(String name, int width, boolean[] flags) {
        double[] numbers = new double[flags.length];
        for (int k = 0; k < flags.length; k++) {
            numbers[k] = flags[k] ? 1 : 0;
        }
        return added(name, new Added.Column(width, numbers, true));
    }

    private Annotations added(String name, Added.Column column) {
        int width = column.width();
        int length = column.length();
        if (!NAME.matcher(name).matches() || GEOMETRY.contains(name) || source.isGeometry(name)) {
            throw new IllegalArgumentException(
                    "expected a column name of letters, digits, '_', '.', '-' other than species and pos, got '" + name
                            + "'");
        }
        if (width < 1 || length == 0 || length % width != 0) {
            throw new IllegalArgumentException(
                    "expected n times " + width + " numbers for column '" + name + "', got " + length);
        }
        if (atoms() >= 0 && atoms() != length / width) {
            throw new IllegalArgumentException("expected " + atoms() * width + " numbers for column '" + name + "' ("
                    + atoms() + " atoms), got " + length);
        }
        Map<String, Added.Column> more = new LinkedHashMap<>(columns);
        more.put(name, column);
        return new Annotations(source, origin, values, Collections.unmodifiableMap(more));
    }

    /** The number of atoms of the columns, or -1 if there are none. */
    int atoms() {
        if (source.atoms() >= 0) {
            return source.atoms();
        }
        for (Added.Column c : columns.values()) {
            return c.rows();
        }
        return -1;
    }

    /** File and line of the frame's first line, such as {@code train.xyz:1821}; empty if it is not from a file. */
    public String origin() {
        return origin.toString();
    }

    /** The beginning of a message: {@link #origin} and a colon; empty if the structure is not from a file. */
    public String place() {
        return origin.place();
    }

    /** The file from which the structure was read, as the user named it; empty if it is not from a file. */
    public String file() {
        return origin.file();
    }

    /** The index of the frame in its file, from 0; -1 if it is not from a file. */
    public long frame() {
        return origin.frame();
    }

    /**
     * The source that was read with the structure, if it has a given type. With it a writer can reproduce what its
     * reader kept.
     */
    public <T extends AnnotationSource> Optional<T> source(Class<T> type) {
        return type.isInstance(source) ? Optional.of(type.cast(source)) : Optional.empty();
    }

    /** The keys of values that were added to the source, or replace values of the source. */
    public Set<String> addedKeys() {
        return values.keySet();
    }

    /** The names of columns that were added to the source, or replace columns of the source. */
    public Set<String> addedColumns() {
        return columns.keySet();
    }
}
