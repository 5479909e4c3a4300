package org.lather.backend.device;

import java.util.function.IntConsumer;
import org.lather.density.Channels;
import org.lather.density.RadialIntegral;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * The neighbours of a range of environments as structure of arrays, those of one centre sorted by element. The centre itself, if
 * it counts, is the first of its element, at (0, 0, 0), its element e written as −1 − e.
 */
final class Neighbourhoods {
    private final int[] starts;
    private final double[] x;
    private final double[] y;
    private final double[] z;
    private final int[] elements;

    /** Runs a task for 0 to count, in parallel. */
    interface Loop {
        void run(int count, IntConsumer task);
    }

    Neighbourhoods(DeviceBatch batch, int from, int to, double cutoff, boolean centre, Loop loop) {
        int first = batch.structureOf(from);
        int structures = to == from ? 0 : batch.structureOf(to - 1) - first + 1;
        NeighbourList[] lists = batch.neighbours(first, structures, cutoff, loop);
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
        loop.run(structures, k -> {
            int s = first + k;
            int begin = Math.max(from, batch.start(s));
            int end = Math.min(to, batch.start(s) + batch.atoms(s));
            for (int e = begin; e < end; e++) {
                fill(batch.structure(s), batch.channels(), lists[k], e - batch.start(s), starts[e - from], centre);
            }
        });
    }

    private void fill(Structure s, Channels channels, NeighbourList list, int atom, int at, boolean centre) {
        int[] next = new int[channels.atomicNumbers().length + 1];
        int own = channels.indexOf(s.atomicNumber(atom));
        int[] neighbours = list.neighbours();
        if (centre) {
            next[own + 1]++;
        }
        for (int p = list.start(atom); p < list.end(atom); p++) {
            next[channels.indexOf(s.atomicNumber(neighbours[p])) + 1]++;
        }
        for (int e = 1; e < next.length; e++) {
            next[e] += next[e - 1];
        }
        if (centre) {
            elements[at + next[own]++] = -1 - own;
        }
        for (int p = list.start(atom); p < list.end(atom); p++) {
            int element = channels.indexOf(s.atomicNumber(neighbours[p]));
            int to = at + next[element]++;
            x[to] = list.x()[p];
            y[to] = list.y()[p];
            z[to] = list.z()[p];
            elements[to] = element;
        }
    }

    /** The first pair of each environment, and the number of all. */
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

    /** I_nl of each pair, [pair][l][n], for a basis without a table. */
    double[] integrals(RadialIntegral integral, double radius, Loop loop) {
        int size = (integral.maxAngular() + 1) * integral.radialSize();
        double[] out = new double[Math.multiplyExact(x.length, size)];
        int step = 64;
        loop.run((x.length + step - 1) / step, block -> {
            double[] values = new double[size];
            for (int p = block * step; p < Math.min(x.length, block * step + step); p++) {
                double r = Math.sqrt(x[p] * x[p] + y[p] * y[p] + z[p] * z[p]);
                integral.values(Math.min(r, radius), values);
                System.arraycopy(values, 0, out, p * size, size);
            }
        });
        return out;
    }
}
