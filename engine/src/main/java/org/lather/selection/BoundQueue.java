package org.lather.selection;

/**
 * A binary heap of points by upper bounds of their distances: the largest bound first, of equal ones the lowest index.
 */
final class BoundQueue {
    private final double[] bounds;
    private final int[] heap;
    private int size;

    /** @param bounds [point]; the bound of a point in the queue must not change */
    BoundQueue(double[] bounds) {
        this.bounds = bounds;
        heap = new int[bounds.length];
    }

    boolean isEmpty() {
        return size == 0;
    }

    int first() {
        return heap[0];
    }

    void add(int point) {
        int at = size++;
        while (at > 0 && isBefore(point, heap[(at - 1) / 2])) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = point;
    }

    int remove() {
        int out = heap[0];
        int last = heap[--size];
        int at = 0;
        while (2 * at + 1 < size) {
            int child = 2 * at + 1;
            if (child + 1 < size && isBefore(heap[child + 1], heap[child])) {
                child++;
            }
            if (!isBefore(heap[child], last)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
        return out;
    }

    private boolean isBefore(int a, int b) {
        return bounds[a] > bounds[b] || (bounds[a] == bounds[b] && a < b);
    }
}
