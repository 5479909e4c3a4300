package org.lather.descriptor;

import java.util.Arrays;
import org.lather.density.Channels;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/**
 * The neighbours of one atom within a radius, sorted by element: their vectors from it and their distances, Å. The
 * arrays are reused from one atom to the next.
 */
public final class Surroundings {
    private static final int FIRST = 64;

    private final Channels channels;
    private final int elements;
    private final int[] starts;
    private int centre;
    private int element;
    private int size;
    private double[] x = new double[FIRST];
    private double[] y = new double[FIRST];
    private double[] z = new double[FIRST];
    private double[] r = new double[FIRST];
    private int[] pairs = new int[FIRST];

    /** @param channels the elements; how a density mixes them has no effect */
    public Surroundings(Channels channels) {
        this.channels = channels;
        elements = channels.atomicNumbers().length;
        starts = new int[elements + 1];
    }

    /**
     * Reads the neighbours of an atom of a structure.
     *
     * @param list neighbours at least up to the radius
     * @param radius distance that neighbours are closer than, Å
     */
    public void read(Structure structure, NeighbourList list, int atom, double radius) {
        begin(channels.indexOf(structure.atomicNumber(atom)));
        for (int a = 0; a < elements; a++) {
            for (int p = list.start(atom); p < list.end(atom); p++) {
                if (list.distances()[p] < radius
                        && channels.indexOf(structure.atomicNumber(list.neighbours()[p])) == a) {
                    add(a, p, list.x()[p], list.y()[p], list.z()[p], list.distances()[p]);
                }
            }
        }
        end();
    }

    /** Begins an atom without neighbours, of the element with this index. */
    public void begin(int centreElement) {
        centre = centreElement;
        element = 0;
        size = 0;
    }

    /**
     * Adds a neighbour; those of one element after those of the elements before.
     *
     * @param pair number by which the caller knows it
     */
    public void add(int ofElement, int pair, double dx, double dy, double dz, double distance) {
        reach(ofElement);
        if (size == r.length) {
            x = Arrays.copyOf(x, 2 * size);
            y = Arrays.copyOf(y, 2 * size);
            z = Arrays.copyOf(z, 2 * size);
            r = Arrays.copyOf(r, 2 * size);
            pairs = Arrays.copyOf(pairs, 2 * size);
        }
        x[size] = dx;
        y[size] = dy;
        z[size] = dz;
        r[size] = distance;
        pairs[size++] = pair;
    }

    /** Ends the neighbours of the atom. */
    public void end() {
        reach(elements);
    }

    private void reach(int next) {
        while (element < next) {
            starts[++element] = size;
        }
    }

    /** The number of elements. */
    int elements() {
        return elements;
    }

    /** The index of the element of the centre. */
    int centre() {
        return centre;
    }

    /** The number of neighbours. */
    public int size() {
        return size;
    }

    /** The first neighbour of an element; that of the number of elements is {@link #size()}. */
    int start(int ofElement) {
        return starts[ofElement];
    }

    /** The index of the element of a neighbour. */
    int elementOf(int neighbour) {
        int a = 0;
        while (starts[a + 1] <= neighbour) {
            a++;
        }
        return a;
    }

    /** The number by which the caller knows a neighbour. */
    public int pair(int neighbour) {
        return pairs[neighbour];
    }

    double x(int neighbour) {
        return x[neighbour];
    }

    double y(int neighbour) {
        return y[neighbour];
    }

    double z(int neighbour) {
        return z[neighbour];
    }

    /** The distance of a neighbour, Å. */
    double r(int neighbour) {
        return r[neighbour];
    }

    /** Copies the vectors and distances of the neighbours, [neighbour]. */
    void copyTo(double[] toX, double[] toY, double[] toZ, double[] toR) {
        System.arraycopy(x, 0, toX, 0, size);
        System.arraycopy(y, 0, toY, 0, size);
        System.arraycopy(z, 0, toZ, 0, size);
        System.arraycopy(r, 0, toR, 0, size);
    }

    /** The number of bytes of the arrays. */
    public long bytes() {
        return (4L * 8 + 4) * r.length;
    }
}
