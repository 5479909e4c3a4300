package org.lather.backend.device.op;

import java.util.stream.IntStream;
import org.lather.backend.Environments;
import org.lather.backend.HostBatch;
import org.lather.density.Channels;
import org.lather.density.RadialIntegral;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * The neighbours of a range of environments as a structure of arrays, sorted by element for each centre. The centre
 * itself, if it contributes, is the first of its element, at (0, 0, 0), its element e written as −1 − e.
 */
final class Neighbourhoods {
    private final int[] starts;
    private final double[] x;
    private final double[] y;
    private final double[] z;
    private final int[] elements;
    private final int[] neighbours;

    /** What the neighbours of a range depend on. */
    private record Key(int from, int to, double cutoff, boolean centre) {}

    /**
     * The neighbours that contribute to the environments of a range. The last result is cached, because derivatives are
     * taken of environments whose features were computed before.
     *
     * @param cutoff Å
     * @param centre whether the centre contributes
     */
    static Neighbourhoods of(DeviceRange range, double cutoff, boolean centre, HostBatch.Loop loop) {
        Key key = new Key(range.from(), range.to(), cutoff, centre);
        return range.batch().cached(key, Neighbourhoods.class, () -> new Neighbourhoods(range.batch(), key, loop));
    }

    private Neighbourhoods(HostBatch host, Key key, HostBatch.Loop loop) {
        Environments batch = host.content();
        int from = key.from;
        int to = key.to;
        boolean centre = key.centre;
        int first = batch.structureOf(from);
        int structures = to == from ? 0 : batch.structureOf(to - 1) - first + 1;
        NeighbourList[] lists = host.neighbours(first, structures, key.cutoff, loop);
        starts = new int[to - from + 1];
        for (int e = from; e < to; e++) {
            int s = batch.structureOf(e);
            NeighbourList list = lists[s - first];
            int atom = e - batch.start(s);
            int pairs = list.end(atom) - list.start(atom) + (centre ? 1 : 0);
            starts[e - from + 1] = Math.addExact(starts[e - from], pairs);
        }
        int pairs = starts[to - from];
        x = new double[pairs];
        y = new double[pairs];
        z = new double[pairs];
        elements = new int[pairs];
        neighbours = new int[pairs];
        loop.run(structures, k -> {
            int s = first + k;
            int begin = Math.max(from, batch.start(s));
            int end = Math.min(to, batch.start(s + 1));
            for (int e = begin; e < end; e++) {
                fill(batch, s, lists[k], e - batch.start(s), starts[e - from], centre);
            }
        });
    }

    /** Copies the neighbours of some environments of a range, in ascending order. */
    private Neighbourhoods(Neighbourhoods all, int[] places) {
        starts = new int[places.length + 1];
        for (int i = 0; i < places.length; i++) {
            starts[i + 1] = starts[i] + all.pairs(places[i]);
        }
        int pairs = starts[places.length];
        x = new double[pairs];
        y = new double[pairs];
        z = new double[pairs];
        elements = new int[pairs];
        neighbours = new int[pairs];
        for (int i = 0; i < places.length; i++) {
            int from = all.starts[places[i]];
            int count = all.pairs(places[i]);
            System.arraycopy(all.x, from, x, starts[i], count);
            System.arraycopy(all.y, from, y, starts[i], count);
            System.arraycopy(all.z, from, z, starts[i], count);
            System.arraycopy(all.elements, from, elements, starts[i], count);
            System.arraycopy(all.neighbours, from, neighbours, starts[i], count);
        }
    }

    /** Returns the neighbours of the environments at some places of this range. */
    Neighbourhoods select(int[] places) {
        return new Neighbourhoods(this, places);
    }

    /** Returns the neighbours of the environments of this range from {@code from} to {@code to}. */
    Neighbourhoods range(int from, int to) {
        return from == 0 && to == size()
                ? this
                : new Neighbourhoods(this, IntStream.range(from, to).toArray());
    }

    private void fill(Environments batch, int structure, NeighbourList list, int atom, int at, boolean centre) {
        Structure s = batch.structure(structure);
        Channels channels = batch.channels();
        int first = batch.start(structure);
        int[] next = new int[channels.atomicNumbers().length + 1];
        int own = channels.indexOf(s.atomicNumber(atom));
        int[] atoms = list.neighbours();
        if (centre) {
            next[own + 1]++;
        }
        for (int p = list.start(atom); p < list.end(atom); p++) {
            next[channels.indexOf(s.atomicNumber(atoms[p])) + 1]++;
        }
        for (int e = 1; e < next.length; e++) {
            next[e] += next[e - 1];
        }
        if (centre) {
            neighbours[at + next[own]] = -1;
            elements[at + next[own]++] = -1 - own;
        }
        for (int p = list.start(atom); p < list.end(atom); p++) {
            int element = channels.indexOf(s.atomicNumber(atoms[p]));
            int to = at + next[element]++;
            x[to] = list.x()[p];
            y[to] = list.y()[p];
            z[to] = list.z()[p];
            elements[to] = element;
            neighbours[to] = first + atoms[p];
        }
    }

    /** The first pair of each environment, and the total number of pairs. */
    int[] starts() {
        return starts;
    }

    double[] x() {
        return x;
    }

    double[] y() {
        return y;
    }

    double[] z() {
        return z;
    }

    int[] elements() {
        return elements;
    }

    /** The environment of the batch that each neighbour is the centre of; −1 for the centre itself. */
    int[] neighbours() {
        return neighbours;
    }

    /** The number of environments. */
    int size() {
        return starts.length - 1;
    }

    /** The number of pairs of an environment. */
    int pairs(int environment) {
        return starts[environment + 1] - starts[environment];
    }

    /** I_nl of each pair, [pair][l][n], for a basis without a table. */
    double[] integrals(RadialIntegral integral, double radius, HostBatch.Loop loop) {
        return integrals(integral, radius, loop, integral::values);
    }

    /** The derivatives dI_nl/dr of the integrals of each pair, in the order of {@link #integrals}. */
    double[] derivatives(RadialIntegral integral, double radius, HostBatch.Loop loop) {
        return integrals(integral, radius, loop, integral::derivatives);
    }

    private interface OfDistance {
        void compute(double r, double[] out);
    }

    private double[] integrals(RadialIntegral integral, double radius, HostBatch.Loop loop, OfDistance function) {
        int size = (integral.maxAngular() + 1) * integral.radialSize();
        double[] out = new double[Math.multiplyExact(x.length, size)];
        int step = 64;
        loop.run((x.length + step - 1) / step, block -> {
            double[] values = new double[size];
            for (int p = block * step; p < Math.min(x.length, block * step + step); p++) {
                double r = Math.sqrt(x[p] * x[p] + y[p] * y[p] + z[p] * z[p]);
                function.compute(Math.min(r, radius), values);
                System.arraycopy(values, 0, out, p * size, size);
            }
        });
        return out;
    }
}
