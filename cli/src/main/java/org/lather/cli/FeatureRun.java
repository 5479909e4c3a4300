package org.lather.cli;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Progress;
import org.lather.backend.Range;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatomicLayout;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.execution.MemoryPlan;
import org.lather.execution.RangeSize;
import org.lather.options.OptionsException;
import org.lather.structure.DataException;
import org.lather.structure.Element;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;

/** Computes the rows of a {@link FeatureTable}, a range of environments at a time. */
final class FeatureRun implements Closeable {
    /** Features held at once for each thread, bytes: they stay in its part of the cache. */
    private static final long RANGE_BYTES = 1L << 20;

    private final Backend backend;
    private final FeatureTable table;
    private final CpuClock clock;
    private final Progress progress;
    private final int range;
    /** Smaller than the range where a device lacks memory. */
    private final RangeSize sizes;

    private final double[] stored;
    private final double[] rows;
    private final @Nullable GradientRun gradients;
    private long environments;
    private int systems;

    /**
     * @param variables what features are derived with respect to as well
     * @param budget bytes that the work may hold
     */
    FeatureRun(
            Backend backend,
            FeatureTable table,
            Set<Variable> variables,
            CpuClock clock,
            Progress progress,
            long budget,
            int threads) {
        this.backend = backend;
        this.table = table;
        this.clock = clock;
        this.progress = progress;
        long row = rowBytes();
        long wanted = Math.max(16, RANGE_BYTES * threads / row);
        long least = GradientRun.leastBytes(table, variables, threads);
        long allowed = (budget * 9 / 10 - least) / row;
        if (allowed < 1) {
            long needed = MemorySize.forWork((row + least) * 10 / 9 + (1 << 20)).bytes();
            throw new OptionsException("memory: one row of these features takes " + MemorySize.show(row)
                    + (least > 0 ? ", the fewest rows of their gradients take " + MemorySize.show(least) : "")
                    + ", which --memory does not allow. Use --memory " + MemorySize.show(needed) + " or more");
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

    /** The backend's features of an atom, a copy on the host and the unpacked rows. */
    private long rowBytes() {
        return 8L * table.components() * (2L * table.storedColumns() + table.columns());
    }

    /** A line that says what will be held. */
    String estimate(long atoms, FeatureFile.Kind kind) {
        long features = range * rowBytes();
        long labels = kind == FeatureFile.Kind.NPZ || kind == FeatureFile.Kind.MTS
                ? (table.components() == 1 ? 12 : 16L * table.components()) * atoms + 24L * table.columns()
                : 0;
        long slopes = gradients == null ? 0 : gradients.bytes();
        return "features of " + range + " environments " + MemoryPlan.text(features)
                + (gradients == null
                        ? ""
                        : " + gradients, " + gradients.capacity() + " rows, " + MemoryPlan.text(slopes))
                + (labels > 0 ? " + labels " + MemoryPlan.text(labels) : "")
                + (labels + slopes > 0 ? " = " + MemoryPlan.text(features + slopes + labels) : "");
    }

    long environments() {
        return environments;
    }

    @Override
    public void close() {
        if (gradients != null) {
            gradients.close();
        }
    }

    void compute(Frames frames, FeatureFile out) throws IOException {
        List<Structure> batch = new ArrayList<>();
        int atoms = 0;
        while (true) {
            long before = clock.now();
            while (atoms < range && frames.hasNext()) {
                Structure s = frames.next();
                check(s);
                batch.add(s);
                atoms += s.size();
            }
            clock.add("read", before);
            if (batch.isEmpty()) {
                return;
            }
            compute(batch, atoms, out);
            batch.clear();
            atoms = 0;
        }
    }

    private void check(Structure s) {
        for (int i = 0; i < s.size(); i++) {
            if (table.channels().indexOf(s.atomicNumber(i)) < 0) {
                String known = Arrays.stream(table.channels().atomicNumbers())
                        .mapToObj(Element::symbol)
                        .collect(Collectors.joining(","));
                String symbol = Element.symbol(s.atomicNumber(i));
                throw new DataException(s.origin() + ": contains " + symbol + ", which is not among the species "
                        + known + ". Use --species " + known + "," + symbol);
            }
        }
    }

    private void compute(List<Structure> batch, int atoms, FeatureFile out) throws IOException {
        long before = clock.now();
        for (Structure s : batch) {
            out.label(systems++, s);
        }
        clock.add("write", before);
        before = clock.now();
        try (Batch uploaded = backend.upload(batch, table.channels())) {
            clock.add("neighbours", before);
            sizes.cover(
                    atoms,
                    (from, to) -> {
                        int offset = 0;
                        for (int r = 0; r < table.descriptors().size(); r++) {
                            features(uploaded, from, to, r, offset);
                            offset += table.layout(r).columns();
                        }
                    },
                    (from, to) -> append(to - from, out));
        }
        if (gradients != null) {
            before = clock.now();
            gradients.compute(batch, out);
            clock.add("gradients", before);
        }
    }

    private void append(int count, FeatureFile out) {
        long before = clock.now();
        try {
            out.append(rows, count * table.components());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        clock.add("write", before);
        environments += count;
        progress.advance(count);
    }

    private void features(Batch batch, int from, int to, int representation, int offset) {
        Descriptor descriptor = table.descriptors().get(representation);
        FeatomicLayout layout = table.layout(representation);
        long before = clock.now();
        try (Features f = backend.features(new Range(batch, from, to), descriptor)) {
            f.download(0, f.rows(), stored, 0);
            int columns = f.columns();
            IntStream rowNumbers = IntStream.range(0, f.rows());
            (backend.info().threads() > 1 ? rowNumbers.parallel() : rowNumbers)
                    .forEach(i -> layout.unpack(stored, i * columns, rows, i * table.columns() + offset));
        }
        // the backend's own measure divides this time among finding neighbours, expanding and coupling
        clock.add("couple", before);
    }
}
