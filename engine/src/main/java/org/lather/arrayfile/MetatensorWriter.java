package org.lather.arrayfile;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.lather.structure.file.AtomicFile;

/**
 * Writes a metatensor file ({@code .mts}; docs.metatensor.org, core, serialization): blocks of real numbers
 * [sample][component][property], each with a key, all axes labelled by integers. Samples of different blocks may be
 * appended in any order; their values are first written to temporary files in the same folder. The file appears under
 * its name on {@link #commit}, or not at all.
 */
public final class MetatensorWriter implements Closeable {
    private static final long LARGEST_32_BIT = 0xFFFFFFFFL;

    /**
     * Labels of one axis.
     *
     * @param names names of the integers of a label
     * @param values the integers, one label after another
     */
    @SuppressWarnings("ArrayRecordComponent") // compared nowhere
    public record Labels(List<String> names, int[] values) {
        /** @throws IllegalArgumentException if there are no names, or the values are not whole labels */
        public Labels {
            if (names.isEmpty() || values.length % names.size() != 0) {
                throw new IllegalArgumentException(
                        "expected labels of " + names + ", got " + values.length + " integers");
            }
            names = List.copyOf(names);
        }

        int count() {
            return values.length / names.size();
        }
    }

    private final AtomicFile out;
    private final Path folder;
    private final List<String> keyNames;
    private final List<String> sampleNames;
    private final ElementType type;
    /** Blocks sorted by key. Metatensor does not require an order, but in this way equal content gives equal bytes. */
    private final Map<List<Integer>, Block> blocks = new TreeMap<>((a, b) -> Arrays.compare(ints(a), ints(b)));

    private MetatensorWriter(
            AtomicFile out, Path folder, List<String> keyNames, List<String> sampleNames, ElementType type) {
        this.out = out;
        this.folder = folder;
        this.keyNames = List.copyOf(keyNames);
        this.sampleNames = List.copyOf(sampleNames);
        this.type = type;
    }

    /**
     * @param type of the values, F64 or F32
     * @throws IOException if the file cannot be written
     */
    public static MetatensorWriter create(Path file, List<String> keyNames, List<String> sampleNames, ElementType type)
            throws IOException {
        Path parent = file.toAbsolutePath().getParent();
        return new MetatensorWriter(
                AtomicFile.create(file), parent == null ? Path.of("") : parent, keyNames, sampleNames, type);
    }

    private static int[] ints(List<Integer> key) {
        return key.stream().mapToInt(Integer::intValue).toArray();
    }

    /**
     * The block of a key, created on first use.
     *
     * @param components labels of each axis between samples and properties
     * @throws IOException if the file cannot be written
     * @throws IllegalArgumentException if the key has another length than the names, or there is such a block
     */
    public Block block(List<Integer> key, List<Labels> components, Labels properties) throws IOException {
        if (key.size() != keyNames.size()) {
            throw new IllegalArgumentException("expected a key of " + keyNames + ", got " + key);
        }
        Block block = blocks.get(key);
        if (block == null) {
            block = new Block(components, properties);
            blocks.put(List.copyOf(key), block);
        }
        return block;
    }

    /** A block while it is being written. */
    public final class Block {
        private final List<Labels> components;
        private final Labels properties;
        private final int values;
        private final Spool spool;
        private final Map<String, Gradient> gradients = new TreeMap<>();
        private int[] samples = new int[256];
        private int count;

        private Block(List<Labels> components, Labels properties) throws IOException {
            this.components = List.copyOf(components);
            this.properties = properties;
            int size = properties.count();
            for (Labels c : components) {
                size = Math.multiplyExact(size, c.count());
            }
            values = size;
            spool = new Spool(folder);
        }

        /** Number of values in one sample. */
        public int values() {
            return values;
        }

        /**
         * Appends one sample, [component][property] from {@code from} on.
         *
         * @param label one integer for each name of the sample labels
         * @throws IOException if the file cannot be written
         */
        public void append(int[] label, double[] row, int from) throws IOException {
            int width = sampleNames.size();
            if ((count + 1) * width > samples.length) {
                samples = Arrays.copyOf(samples, 2 * samples.length);
            }
            System.arraycopy(label, 0, samples, count * width, width);
            count++;
            spool.put(type, row, from, values);
        }

        /**
         * The gradient with respect to a parameter, created on first use.
         *
         * @param parameter name of the parameter
         * @param axes labels of its components, which precede those of the block
         * @param names names of its sample labels; the first is "sample", the index among the samples of the block
         * @throws IOException if the file cannot be written
         */
        public Gradient gradient(String parameter, List<Labels> axes, List<String> names) throws IOException {
            Gradient g = gradients.get(parameter);
            if (g == null) {
                g = new Gradient(this, axes, names);
                gradients.put(parameter, g);
            }
            return g;
        }
    }

    /** The derivatives of a block's values with respect to a parameter, [sample][axis …][component][property]. */
    public final class Gradient {
        private final Block block;
        private final List<Labels> axes;
        private final List<String> names;
        private final int rows;
        private final Spool values;
        private final Spool samples;
        private long count;

        private Gradient(Block block, List<Labels> axes, List<String> names) throws IOException {
            this.block = block;
            this.axes = List.copyOf(axes);
            this.names = List.copyOf(names);
            rows = axes.stream().mapToInt(Labels::count).reduce(1, Math::multiplyExact);
            values = new Spool(folder);
            samples = new Spool(folder);
        }

        /**
         * Appends one sample: for each combination of the axes [component][property], {@code stride} values apart.
         *
         * @param label one integer for each name of the sample labels
         * @param from index of the first value
         * @throws IOException if the file cannot be written
         * @throws IllegalArgumentException if the label has another length than the names
         */
        public void append(int[] label, double[] all, int from, int stride) throws IOException {
            if (label.length != names.size()) {
                throw new IllegalArgumentException("expected a label of " + names + ", got " + label.length);
            }
            for (int part : label) {
                samples.put(part);
            }
            for (int row = 0; row < rows; row++) {
                values.put(type, all, from + row * stride, block.values);
            }
            count++;
        }

        private void write(StoredZip zip, String place) throws IOException {
            List<Labels> components = new ArrayList<>(axes);
            components.addAll(block.components);
            values(zip, place + "values.npy", count, components, block.properties, values);
            byte[] head = new NpyHeader(structure(names), new long[] {count}).render();
            StoredZip.Stream entry = zip.begin(place + "samples.npy", head);
            samples.copyTo(entry);
            entry.end(head);
            for (int c = 0; c < components.size(); c++) {
                labels(zip, place + "components/" + c + ".npy", components.get(c));
            }
        }

        private void close() throws IOException {
            values.close();
            samples.close();
        }
    }

    /**
     * Completes the file and makes it appear under its name.
     *
     * @throws IOException if the file cannot be written
     */
    public void commit(Map<String, String> info) throws IOException {
        StoredZip zip = new StoredZip(out, LARGEST_32_BIT);
        int[] keys = blocks.keySet().stream()
                .flatMap(List::stream)
                .mapToInt(Integer::intValue)
                .toArray();
        labels(zip, "keys.npy", new Labels(keyNames, keys));
        int number = 0;
        for (Block b : blocks.values()) {
            String place = "blocks/" + number++ + "/";
            values(zip, place + "values.npy", b.count, b.components, b.properties, b.spool);
            int[] samples = Arrays.copyOf(b.samples, b.count * sampleNames.size());
            labels(zip, place + "samples.npy", new Labels(sampleNames, samples));
            for (int c = 0; c < b.components.size(); c++) {
                labels(zip, place + "components/" + c + ".npy", b.components.get(c));
            }
            labels(zip, place + "properties.npy", b.properties);
            for (Map.Entry<String, Gradient> g : b.gradients.entrySet()) {
                g.getValue().write(zip, place + "gradients/" + g.getKey() + "/");
            }
        }
        StoredZip.Stream entry = zip.begin("info.json", new byte[0]);
        entry.write(ByteBuffer.wrap(json(info).getBytes(StandardCharsets.UTF_8)));
        entry.end(new byte[0]);
        zip.finish();
        out.commit();
    }

    private void values(
            StoredZip zip, String name, long samples, List<Labels> components, Labels properties, Spool waiting)
            throws IOException {
        long[] shape = new long[2 + components.size()];
        shape[0] = samples;
        for (int c = 0; c < components.size(); c++) {
            shape[1 + c] = components.get(c).count();
        }
        shape[shape.length - 1] = properties.count();
        byte[] head = new NpyHeader(Reals.descr(type), shape).render();
        StoredZip.Stream entry = zip.begin(name, head);
        waiting.copyTo(entry);
        entry.end(head);
    }

    private static void labels(StoredZip zip, String name, Labels labels) throws IOException {
        byte[] head = new NpyHeader(structure(labels.names()), new long[] {labels.count()}).render();
        StoredZip.Stream entry = zip.begin(name, head);
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(4, labels.values().length))
                .order(ByteOrder.LITTLE_ENDIAN);
        bytes.asIntBuffer().put(labels.values());
        entry.write(bytes);
        entry.end(head);
    }

    /** The type of a label in numpy's notation. */
    private static String structure(List<String> names) {
        return names.stream().map(n -> "('" + n + "', '<i4')").collect(Collectors.joining(", ", "[", "]"));
    }

    private static String json(Map<String, String> info) {
        return new TreeMap<>(info)
                .entrySet().stream()
                        .map(e -> quoted(e.getKey()) + ": " + quoted(e.getValue()))
                        .collect(Collectors.joining(", ", "{", "}"));
    }

    private static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        text.chars().forEach(c -> {
            if (c == '"' || c == '\\') {
                out.append('\\').append((char) c);
            } else if (c < 0x20) {
                out.append(String.format("\\u%04x", c));
            } else {
                out.append((char) c);
            }
        });
        return out.append('"').toString();
    }

    /** Closes the file. Without a preceding {@link #commit} everything written is discarded. */
    @Override
    public void close() throws IOException {
        for (Block b : blocks.values()) {
            b.spool.close();
            for (Gradient g : b.gradients.values()) {
                g.close();
            }
        }
        out.close();
    }
}
