package org.lather.model;

import java.util.List;
import org.lather.gram.KernelRows;
import org.lather.gram.TensorRows;
import org.lather.structure.Structure;

/** The rows that normal equations are summed from: covariances of environments, of numbers or of tensors, with the representatives. */
sealed interface SumRows extends AutoCloseable {
    /** The number of columns. */
    int size();

    /** Rows of an environment: 1 for numbers, 2 λ + 1 for tensors of order λ. */
    int components();

    /** Gives back what the next range would take again, for what needs memory first. */
    void release();

    /** Takes the memory of a whole range at once, as long a one as there is memory for. */
    void reserve();

    /** Computes the rows of all environments of the structures, range by range. */
    void compute(List<Structure> structures, KernelRows.RangeConsumer consumer);

    @Override
    void close();

    /** Of numbers. */
    record Numbers(KernelRows rows) implements SumRows {
        @Override
        public int size() {
            return rows.size();
        }

        @Override
        public int components() {
            return 1;
        }

        @Override
        public void release() {
            rows.release();
        }

        @Override
        public void reserve() {
            rows.reserve();
        }

        @Override
        public void compute(List<Structure> structures, KernelRows.RangeConsumer consumer) {
            rows.compute(structures, consumer);
        }

        @Override
        public void close() {
            rows.close();
        }
    }

    /** Of tensors of one order and parity. */
    record Tensors(TensorRows rows) implements SumRows {
        @Override
        public int size() {
            return rows.size();
        }

        @Override
        public int components() {
            return rows.components();
        }

        @Override
        public void release() {
            rows.release();
        }

        @Override
        public void reserve() {
            rows.reserve();
        }

        @Override
        public void compute(List<Structure> structures, KernelRows.RangeConsumer consumer) {
            rows.compute(structures, consumer);
        }

        @Override
        public void close() {
            rows.close();
        }
    }
}
