package org.lather.regression;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.lather.backend.Matrix;
import org.lather.execution.DeviceWorkers;

/** Reads rows from a scratch file block by block. The next block is read while one is used. */
final class RowStream {
    private RowStream() {}

    /** Takes the rows of a block. */
    interface Consumer {
        /**
         * @param part index of the sums to which the block belongs
         * @param phi the rows, [row][M]; valid during the call
         */
        void accept(int part, RowSums.Block block, Matrix phi);
    }

    private record Place(int part, RowSums.Block block) {}

    /** The number of bytes in memory for rows of a number of columns. */
    static long bytes(long size) {
        return 2 * 8L * RowSums.BLOCK * size;
    }

    /** Gives all blocks of some sums, in their order. */
    static void forEach(List<RowSums> parts, Consumer consumer) {
        List<Place> places = new ArrayList<>();
        int most = 0;
        for (int p = 0; p < parts.size(); p++) {
            for (RowSums.Block b : parts.get(p).blocks()) {
                places.add(new Place(p, b));
                most = Math.max(most, b.rows());
            }
        }
        if (places.isEmpty()) {
            return;
        }
        int size = parts.get(0).size();
        double[][] buffers = new double[2][Math.multiplyExact(most, size)];
        ExecutorService reader = Executors.newSingleThreadExecutor(task -> {
            Thread t = new Thread(task, "lather-rows");
            t.setDaemon(true);
            return t;
        });
        try {
            Future<?> next = read(reader, parts, places.get(0), buffers[0]);
            for (int i = 0; i < places.size(); i++) {
                DeviceWorkers.await(next);
                if (i + 1 < places.size()) {
                    next = read(reader, parts, places.get(i + 1), buffers[(i + 1) % 2]);
                }
                Place p = places.get(i);
                consumer.accept(
                        p.part(), p.block(), Matrix.of(buffers[i % 2], p.block().rows(), size));
            }
        } finally {
            reader.shutdown();
        }
    }

    private static Future<?> read(ExecutorService reader, List<RowSums> parts, Place place, double[] to) {
        return reader.submit(() -> parts.get(place.part()).read(place.block(), to));
    }
}
