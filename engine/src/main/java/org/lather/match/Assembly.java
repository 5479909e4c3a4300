package org.lather.match;

/** Collects rows of covariances, which come in ranges of environments, into the rows of whole entries of a matrix. */
final class Assembly {
    private final int[] sizes;
    private final int width;
    private final Consumer consumer;
    private double[] rows = new double[0];
    private int entry;
    private int filled;

    /** Receives the covariances of an entry. */
    interface Consumer {
        /**
         * @param entry its index
         * @param covariances [environments][width]; valid during the call
         */
        void accept(int entry, int environments, double[] covariances);
    }

    /**
     * @param sizes number of environments of each entry
     * @param width columns of a row
     */
    Assembly(int[] sizes, int width, Consumer consumer) {
        this.sizes = sizes;
        this.width = width;
        this.consumer = consumer;
    }

    /** Adds the next rows. */
    void add(double[] values, int count) {
        int taken = 0;
        while (taken < count) {
            int size = sizes[entry];
            if (rows.length < Math.multiplyExact(size, width)) {
                rows = new double[Math.multiplyExact(size, width)];
            }
            int more = Math.min(count - taken, size - filled);
            System.arraycopy(values, taken * width, rows, filled * width, more * width);
            filled += more;
            taken += more;
            if (filled == size) {
                consumer.accept(entry, size, rows);
                entry++;
                filled = 0;
            }
        }
    }
}
