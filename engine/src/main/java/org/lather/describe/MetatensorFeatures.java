package org.lather.describe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.lather.arrayfile.ElementType;
import org.lather.arrayfile.MetatensorWriter;
import org.lather.arrayfile.MetatensorWriter.Labels;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.DirectDescriptor;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.descriptor.FeatureLabels;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.options.OptionsException;
import org.lather.structure.Structure;

/**
 * Features as a metatensor file, as featomic has them after {@code keys_to_properties} for the types of neighbours: a
 * block for each center_type, of tensors also for each o3_lambda and o3_sigma, with the component o3_mu. Rows of
 * structures have no center_type; where no other key is left, the only block has metatensor's key {@code _} = 0.
 */
final class MetatensorFeatures extends FeatureSink {
    /**
     * Some columns of a row.
     *
     * @param key the values of the keys before center_type
     * @param column the first of them; those of the first component come first
     */
    private record Part(List<Integer> key, List<Labels> components, Labels properties, int column) {}

    /**
     * The label of a row.
     *
     * @param center the last key of its block; 0 for a structure of scalars, none for a structure of tensors
     * @param sample the label among the samples
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    private record Label(List<Integer> center, int[] sample) {}

    private static final Labels XYZ = axis("xyz");

    /** featomic's names of axes, in its order: its strain is [a][b] of ε_ab, its cell [a][b] of h_ab. */
    private static final Map<Variable, List<Labels>> AXES = Map.of(
            Variable.POSITIONS, List.of(XYZ),
            Variable.STRAIN, List.of(axis("xyz_2"), axis("xyz_1")),
            Variable.CELL, List.of(XYZ, axis("abc")));

    private final MetatensorWriter out;
    private final List<Part> parts;
    private final int columns;
    private final int rowsOfAtom;
    private final boolean reduces;
    private final Deque<Label> waiting = new ArrayDeque<>();
    /** The number of the environment whose gradients are written; its place among those of its element follows. */
    private long environment = -1;

    private final Map<Integer, Integer> environments = new HashMap<>();

    private MetatensorFeatures(MetatensorWriter out, FeatureTable table, List<Part> parts) {
        this.out = out;
        this.parts = parts;
        this.columns = table.columns();
        this.rowsOfAtom = table.components();
        this.reduces = table.rows().reduces();
    }

    static MetatensorFeatures create(Path file, FeatureTable table, ElementType type) throws IOException {
        if (table.descriptors().size() > 1) {
            throw new OptionsException(
                    Phrase.of(
                            Setting.argument("output"),
                            ": expected one representation for a .mts file, got "
                                    + table.descriptors().size()),
                    Cure.use(".npz"));
        }
        Descriptor d = table.descriptors().get(0);
        List<Part> parts = parts(d, FeatureLabels.of(d, table.channels()));
        boolean tensors = !parts.get(0).key().isEmpty();
        List<String> keys = new ArrayList<>(tensors ? List.of("o3_lambda", "o3_sigma") : List.of());
        List<String> samples = List.of("system");
        if (!table.rows().reduces()) {
            keys.add("center_type");
            samples = List.of("system", "atom");
        } else if (!tensors) {
            keys.add("_");
        }
        return new MetatensorFeatures(MetatensorWriter.create(file, keys, samples, type), table, parts);
    }

    private static List<Part> parts(Descriptor descriptor, FeatureLabels labels) {
        return descriptor.match(new Descriptor.Cases<>() {
            @Override
            public List<Part> sphericalExpansion(Descriptor.SphericalExpansion d) {
                return byOrder(d.expansion().basis().maxAngular(), labels);
            }

            @Override
            public List<Part> radialSpectrum(Descriptor.RadialSpectrum d) {
                return List.of(new Part(List.of(), List.of(), all(labels), 0));
            }

            @Override
            public List<Part> powerSpectrum(Descriptor.PowerSpectrum d) {
                return List.of(new Part(List.of(), List.of(), all(labels), 0));
            }

            @Override
            public List<Part> lambdaSoap(Descriptor.LambdaSoap d) {
                return List.of(new Part(List.of(d.lambda(), d.sigma()), List.of(mu(d.lambda())), all(labels), 0));
            }

            @Override
            public List<Part> bispectrum(Descriptor.Bispectrum d) {
                return List.of(new Part(List.of(0, d.sigma()), List.of(mu(0)), all(labels), 0));
            }

            @Override
            public List<Part> direct(DirectDescriptor d) {
                return List.of(new Part(List.of(), List.of(), all(labels), 0));
            }
        });
    }

    private static Labels all(FeatureLabels labels) {
        return properties(labels, labels.names(), 0, labels.size());
    }

    /** Divides the columns of a spherical expansion by the order l. */
    private static List<Part> byOrder(int maxAngular, FeatureLabels labels) {
        List<Part> out = new ArrayList<>();
        int[] order = labels.column("o3_lambda");
        int column = 0;
        for (int l = 0; l <= maxAngular; l++) {
            int properties = count(order, l) / (2 * l + 1);
            out.add(new Part(
                    List.of(l, 1),
                    List.of(mu(l)),
                    properties(labels, labels.names().subList(2, 4), column, properties),
                    column));
            column += (2 * l + 1) * properties;
        }
        return out;
    }

    private static int count(int[] values, int wanted) {
        return (int) Arrays.stream(values).filter(v -> v == wanted).count();
    }

    private static Labels mu(int lambda) {
        return new Labels(
                List.of("o3_mu"), IntStream.rangeClosed(-lambda, lambda).toArray());
    }

    private static Labels properties(FeatureLabels labels, List<String> names, int from, int count) {
        int[] out = new int[count * names.size()];
        for (int k = 0; k < names.size(); k++) {
            int[] column = labels.column(names.get(k));
            for (int i = 0; i < count; i++) {
                out[i * names.size() + k] = column[from + i];
            }
        }
        return new Labels(names, out);
    }

    @Override
    void append(double[] rows, int count) throws IOException {
        for (int r = 0; r < count; r += rowsOfAtom) {
            Label label = waiting.removeFirst();
            for (Part p : parts) {
                List<Integer> key = new ArrayList<>(p.key());
                key.addAll(label.center());
                out.block(key, p.components(), p.properties()).append(label.sample(), rows, r * columns + p.column());
            }
        }
    }

    @Override
    void gradient(GradientLabel gradient, double[] rows, int at) throws IOException {
        if (gradient.environment() != environment) {
            environment = gradient.environment();
            environments.merge(gradient.centerType(), 1, Integer::sum);
        }
        int sample = environments.getOrDefault(gradient.centerType(), 0) - 1;
        boolean positions = gradient.variable() == Variable.POSITIONS;
        int[] label = positions ? new int[] {sample, gradient.system(), gradient.atom()} : new int[] {sample};
        List<String> names = positions ? List.of("sample", "system", "atom") : List.of("sample");
        for (Part p : parts) {
            List<Integer> key = new ArrayList<>(p.key());
            key.add(gradient.centerType());
            out.block(key, p.components(), p.properties())
                    .gradient(
                            gradient.variable().name().toLowerCase(Locale.ROOT),
                            AXES.getOrDefault(gradient.variable(), List.of()),
                            names)
                    .append(label, rows, at + p.column(), rowsOfAtom * columns);
        }
    }

    private static Labels axis(String name) {
        return new Labels(List.of(name), new int[] {0, 1, 2});
    }

    @Override
    void label(int system, Structure structure, int[] atoms) {
        if (reduces) {
            List<Integer> key = parts.get(0).key().isEmpty() ? List.of(0) : List.of();
            waiting.addLast(new Label(key, new int[] {system}));
            return;
        }
        for (int i : atoms) {
            waiting.addLast(new Label(List.of(structure.atomicNumber(i)), new int[] {system, i}));
        }
    }

    @Override
    void commit(String hypers) throws IOException {
        out.commit(Map.of("hypers", hypers));
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
