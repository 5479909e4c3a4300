package org.lather.describe;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.backend.RangeSize;
import org.lather.density.Channels;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatomicLayout;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.execution.Execution;
import org.lather.execution.MemoryBudgetException;
import org.lather.execution.MemoryPlan;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;

/** Computes the rows of a {@link FeatureTable}, a range of environments at a time. */
final class FeatureRun implements Closeable {
    /** Features held at once for each thread, bytes: they stay in its part of the cache. */
    private static final long RANGE_BYTES = 1L << 20;

    /** Atoms without rows that are computed with those around them rather than beginning another range. */
    private static final int GAP = 16;

    private final Backend backend;
    private final FeatureTable table;
    private final Execution execution;
    private final StageObserver observer;
    private final int range;
    /** The environments computed at once, fewer than the range where a device is out of memory. */
    private final RangeSize sizes;

    private final double[] stored;
    private final double[] rows;
    private final @Nullable GradientRun gradients;
    private @Nullable RowReduction reduction;
    private long environments;
    private int systems;

    /**
     * Allocates what is held while features are computed.
     *
     * @param variables what features are derived with respect to as well
     * @param threads of the host
     * @throws MemoryBudgetException where a row would not fit
     */
    FeatureRun(
            Backend backend,
            FeatureTable table,
            Set<Variable> variables,
            Execution execution,
            int threads,
            StageObserver observer) {
        this.backend = backend;
        this.table = table;
        this.execution = execution;
        this.observer = observer;
        long budget = execution.budgetBytes();
        long row = rowBytes();
        long wanted = Math.max(16, RANGE_BYTES * threads / row);
        long least = GradientRun.leastBytes(table, variables, threads) + RowReduction.bytes(table);
        long allowed = (budget * 9 / 10 - least) / row;
        if (allowed < 1) {
            throw tooLarge(row, least);
        }
        int components = table.components();
        int fits = (Integer.MAX_VALUE - 8) / components / Math.max(table.columns(), table.storedColumns());
        this.range = (int) Math.min(Math.min(wanted, allowed), fits);
        this.sizes = new RangeSize(range);
        this.stored = new double[range * components * table.storedColumns()];
        this.rows = new double[range * components * table.columns()];
        this.gradients =
                variables.isEmpty() ? null : new GradientRun(table, variables, budget * 9 / 10 - range * row, threads);
    }

    private static MemoryBudgetException tooLarge(long row, long least) {
        long needed = (row + least) * 10 / 9 + (1 << 20);
        return new MemoryBudgetException(
                Phrase.of(
                        "memory: one row of these features takes " + MemoryPlan.exact(row)
                                + (least > 0
                                        ? ", the fewest rows of their gradients take " + MemoryPlan.exact(least)
                                        : "")
                                + ", which ",
                        Setting.argument("memory"),
                        " does not allow"),
                needed,
                List.of(Cure.use(Setting.memory(needed), " or more")));
    }

    /** The backend's features of an atom, a copy on the host and the unpacked rows. */
    private long rowBytes() {
        return 8L * table.components() * (2L * table.storedColumns() + table.columns());
    }

    /**
     * Returns a line that says what will be held.
     *
     * @param labels bytes of the labels of rows and columns
     */
    String estimate(long labels) {
        long features = range * rowBytes() + RowReduction.bytes(table);
        long slopes = gradients == null ? 0 : gradients.bytes();
        return "features of " + range + " environments " + MemoryPlan.text(features)
                + (gradients == null
                        ? ""
                        : " + gradients, " + gradients.capacity() + " rows, " + MemoryPlan.text(slopes))
                + (labels > 0 ? " + labels " + MemoryPlan.text(labels) : "")
                + (labels + slopes > 0 ? " = " + MemoryPlan.text(features + slopes + labels) : "");
    }

    /** The number of atoms that were described. */
    long environments() {
        return environments;
    }

    /** The number of structures that were read. */
    long systems() {
        return systems;
    }

    @Override
    public void close() {
        if (gradients != null) {
            gradients.close();
        }
    }

    void compute(Frames frames, FeatureSink out) throws IOException {
        reduction = table.rows().reduces() ? new RowReduction(table.rows().reduction(), table, out) : null;
        List<Structure> batch = new ArrayList<>();
        int atoms = 0;
        while (true) {
            execution.check("Nothing was written.");
            observer.begin(Stage.READ);
            while (atoms < range && frames.hasNext()) {
                Structure s = frames.next();
                check(s, table.channels());
                batch.add(s);
                atoms += s.size();
            }
            observer.end(Stage.READ);
            if (batch.isEmpty()) {
                return;
            }
            compute(batch, atoms, out);
            batch.clear();
            atoms = 0;
        }
    }

    /** Expects that a structure has no other elements than those of the channels. */
    static void check(Structure s, Channels channels) {
        for (int i = 0; i < s.size(); i++) {
            if (channels.indexOf(s.atomicNumber(i)) < 0) {
                String known = Arrays.stream(channels.atomicNumbers())
                        .mapToObj(Element::symbol)
                        .collect(Collectors.joining(","));
                String symbol = Element.symbol(s.atomicNumber(i));
                throw new DataException(
                        s.origin() + ": contains " + symbol + ", which is not among the species " + known,
                        Cure.option("species", known + "," + symbol));
            }
        }
    }

    private void compute(List<Structure> batch, int atoms, FeatureSink out) throws IOException {
        observer.begin(Stage.WRITE);
        BitSet chosen = label(batch, atoms, out);
        observer.end(Stage.WRITE);
        observer.begin(Stage.NEIGHBOURS);
        try (Batch uploaded = backend.upload(batch, table.channels())) {
            observer.end(Stage.NEIGHBOURS);
            for (int start = chosen.nextSetBit(0); start >= 0; ) {
                int begin = start;
                int end = end(chosen, begin);
                sizes.cover(
                        end - begin,
                        (from, to) -> {
                            int offset = 0;
                            for (int r = 0; r < table.descriptors().size(); r++) {
                                features(uploaded, begin + from, begin + to, r, offset);
                                offset += table.layout(r).columns();
                            }
                        },
                        (from, to) -> append(chosen, begin + from, begin + to, out));
                start = chosen.nextSetBit(end);
            }
        }
        if (gradients != null) {
            observer.begin(Stage.GRADIENTS);
            gradients.compute(batch, out);
            observer.end(Stage.GRADIENTS);
        }
    }

    /** Labels the rows of structures, and returns which of their atoms are described. */
    private BitSet label(List<Structure> batch, int atoms, FeatureSink out) throws IOException {
        BitSet chosen = new BitSet(atoms);
        int first = 0;
        for (Structure s : batch) {
            int[] of = table.rows().of(s);
            for (int i : of) {
                chosen.set(first + i);
            }
            first += s.size();
            if (of.length == 0 && table.rows().reduction() == Reduction.MEAN) {
                throw new DataException(
                        s.place() + "expected at least one of the atoms whose mean is wanted, got none",
                        Cure.text("Leave such frames out, or ask for sums"));
            }
            out.label(systems++, s, of);
            if (reduction != null) {
                reduction.expect(of.length);
            }
        }
        return chosen;
    }

    /** The end of the atoms that are computed together from {@code begin} on. */
    private static int end(BitSet chosen, int begin) {
        int end = chosen.nextClearBit(begin);
        for (int next = chosen.nextSetBit(end); next >= 0 && next - end < GAP; next = chosen.nextSetBit(end)) {
            end = chosen.nextClearBit(next);
        }
        return end;
    }

    /** Passes on the rows of the chosen atoms of a range. */
    private void append(BitSet chosen, int from, int to, FeatureSink out) {
        observer.begin(Stage.WRITE);
        int size = table.components() * table.columns();
        int count = 0;
        try {
            for (int i = chosen.nextSetBit(from); i >= 0 && i < to; i = chosen.nextSetBit(i + 1)) {
                if (reduction != null) {
                    reduction.add(rows, (i - from) * size);
                } else if (i - from > count) {
                    System.arraycopy(rows, (i - from) * size, rows, count * size, size);
                }
                count++;
            }
            if (reduction == null) {
                out.append(rows, count * table.components());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        observer.end(Stage.WRITE);
        environments += count;
        execution.progress().advance(count);
    }

    private void features(Batch batch, int from, int to, int representation, int offset) {
        Descriptor descriptor = table.descriptors().get(representation);
        FeatomicLayout layout = table.layout(representation);
        observer.begin(Stage.FEATURES);
        try (Features f = backend.features(new Range(batch, from, to), descriptor)) {
            f.download(0, f.rows(), stored, 0);
            int columns = f.columns();
            IntStream rowNumbers = IntStream.range(0, f.rows());
            (backend.info().threads() > 1 ? rowNumbers.parallel() : rowNumbers)
                    .forEach(i -> layout.unpack(stored, i * columns, rows, i * table.columns() + offset));
        }
        observer.end(Stage.FEATURES);
    }
}
