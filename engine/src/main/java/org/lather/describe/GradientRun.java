package org.lather.describe;

import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import org.lather.descriptor.Descriptor;
import org.lather.descriptor.FeatureGradients;
import org.lather.descriptor.FeatureGradients.Variable;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * Computes the derivatives of a {@link FeatureTable}'s features, as many rows at a time as the budget takes, and hands
 * them on in the order of environments. Each thread computes rows by itself, so results do not depend on their number.
 */
final class GradientRun implements Closeable {
    /** Rows held at once for each thread, bytes. */
    private static final long BLOCK_BYTES = 8L << 20;

    /** Rows that cannot be divided: those of a strain. */
    private static final int LEAST_ROWS = 9;

    private final FeatureTable table;
    private final Set<Variable> variables;
    private final int threads;
    private final double cutoff;
    private final ForkJoinPool pool;
    private final Deque<Worker> idle = new ArrayDeque<>();
    private final double[] rows;
    private final int capacity;
    private final long scratchBytes;
    private final List<Piece> pieces = new ArrayList<>();
    private int filled;
    private int systems;
    private long environments;

    /** One thread's scratch: for each representation its gradients and a row as it is stored. */
    private final class Worker {
        private final List<FeatureGradients> gradients = new ArrayList<>();
        private final List<double[]> stored = new ArrayList<>();

        Worker() {
            for (Descriptor d : table.descriptors()) {
                FeatureGradients g = new FeatureGradients(d, table.channels(), variables);
                gradients.add(g);
                stored.add(new double[g.size()]);
            }
        }

        long bytes() {
            return gradients.stream().mapToLong(g -> g.bytes() + 8L * g.size()).sum();
        }
    }

    /** Some of the moves of one environment, and where their rows begin. */
    private record Piece(Structure structure, NeighbourList list, int atom, List<GradientLabel> moves, int row) {}

    /** @param budget bytes that it may hold; at least {@link #leastBytes} */
    GradientRun(FeatureTable table, Set<Variable> variables, long budget, int threads) {
        this.table = table;
        this.variables = variables;
        this.threads = threads;
        cutoff = table.descriptors().stream()
                .mapToDouble(Descriptor::radius)
                .max()
                .orElse(0);
        Worker first = new Worker();
        idle.add(first);
        scratchBytes = first.bytes() * threads;
        long row = rowBytes(table);
        long most = Math.min(
                Math.min(BLOCK_BYTES * threads, budget - scratchBytes) / row, (Integer.MAX_VALUE - 8) / (row / 8));
        capacity = (int) Math.max(LEAST_ROWS, most);
        rows = new double[Math.toIntExact(capacity * (row / 8))];
        pool = new ForkJoinPool(threads);
    }

    private static long rowBytes(FeatureTable table) {
        return 8L * table.components() * table.columns();
    }

    /** Returns the least memory with which gradients of these features can be computed, bytes. */
    static long leastBytes(FeatureTable table, Set<Variable> variables, int threads) {
        if (variables.isEmpty()) {
            return 0;
        }
        long scratch = table.descriptors().stream()
                .mapToLong(d -> {
                    FeatureGradients g = new FeatureGradients(d, table.channels(), variables);
                    return g.bytes() + 8L * g.size();
                })
                .sum();
        return LEAST_ROWS * rowBytes(table) + threads * scratch;
    }

    /** Returns the bytes that are held. */
    long bytes() {
        return 8L * rows.length + scratchBytes;
    }

    /** The rows that are held at once. */
    int capacity() {
        return capacity;
    }

    /** The environments of the chosen atoms of some structures, one after another. */
    void compute(List<Structure> batch, FeatureSink out) throws IOException {
        for (Structure s : batch) {
            NeighbourList list = NeighbourList.within(s, cutoff);
            for (int i : table.rows().of(s)) {
                environment(s, list, i, out);
                environments++;
            }
            systems++;
        }
        flush(out);
    }

    private void environment(Structure s, NeighbourList list, int i, FeatureSink out) throws IOException {
        List<GradientLabel> moves = new ArrayList<>();
        int begin = filled;
        for (Variable v : variables) {
            int[] atoms = v == Variable.POSITIONS ? FeatureGradients.atoms(list, i) : new int[] {i};
            for (int k : atoms) {
                if (filled + v.rows() > capacity) {
                    add(s, list, i, moves, begin);
                    flush(out);
                    moves = new ArrayList<>();
                    begin = 0;
                } else if (filled - begin >= Math.max(LEAST_ROWS, capacity / (4 * threads))) {
                    add(s, list, i, moves, begin);
                    moves = new ArrayList<>();
                    begin = filled;
                }
                moves.add(new GradientLabel(v, environments, systems, i, s.atomicNumber(i), k));
                filled += v.rows();
            }
        }
        add(s, list, i, moves, begin);
    }

    private void add(Structure s, NeighbourList list, int i, List<GradientLabel> moves, int begin) {
        if (!moves.isEmpty()) {
            pieces.add(new Piece(s, list, i, moves, begin));
        }
    }

    private void flush(FeatureSink out) throws IOException {
        if (threads == 1) {
            pieces.forEach(this::compute);
        } else {
            pool.submit(() -> pieces.parallelStream().forEach(this::compute)).join();
        }
        int size = table.components() * table.columns();
        for (Piece p : pieces) {
            int row = p.row();
            for (GradientLabel m : p.moves()) {
                out.gradient(m, rows, row * size);
                row += m.variable().rows();
            }
        }
        pieces.clear();
        filled = 0;
    }

    private Worker take() {
        synchronized (idle) {
            Worker w = idle.poll();
            return w == null ? new Worker() : w;
        }
    }

    private void compute(Piece p) {
        Worker w = take();
        try {
            int offset = 0;
            for (int r = 0; r < table.descriptors().size(); r++) {
                FeatureGradients g = w.gradients.get(r);
                g.environment(p.structure(), p.list(), p.atom());
                int row = p.row();
                for (GradientLabel m : p.moves()) {
                    for (int k = 0; k < m.variable().rows(); k++) {
                        double[] stored = w.stored.get(r);
                        switch (m.variable()) {
                            case POSITIONS -> g.position(m.atom(), k, stored);
                            case STRAIN -> g.strain(k / 3, k % 3, stored);
                            case CELL -> g.cell(k / 3, k % 3, stored);
                        }
                        unpack(r, stored, row++, offset);
                    }
                }
                offset += table.layout(r).columns();
            }
        } finally {
            synchronized (idle) {
                idle.add(w);
            }
        }
    }

    private void unpack(int representation, double[] stored, int row, int offset) {
        int components = table.components();
        int columns = stored.length / components;
        for (int m = 0; m < components; m++) {
            table.layout(representation)
                    .unpack(stored, m * columns, rows, (row * components + m) * table.columns() + offset);
        }
    }

    @Override
    public void close() {
        pool.shutdown();
    }
}
