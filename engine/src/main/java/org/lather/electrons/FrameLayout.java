package org.lather.electrons;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.structure.Structure;

/**
 * The array of a frame in a fit: its coefficients without averages, [functions]; the lower triangle of S, row by row;
 * and for each block the whitened covariances Φ, [atom of the element][2λ+1][column].
 */
final class FrameLayout {
    private final List<DensityBlock> blocks;
    private final AuxiliaryBasis basis;
    private final int[] offsets;
    private final int[][] atoms;
    private final int[] starts;
    private final int functions;

    FrameLayout(Structure s, AuxiliaryBasis basis, List<DensityBlock> blocks) {
        this.blocks = blocks;
        this.basis = basis;
        offsets = basis.offsets(s);
        functions = offsets[s.size()];
        atoms = new int[blocks.size()][];
        starts = new int[blocks.size() + 1];
        starts[0] = Math.addExact(functions, Math.multiplyExact(functions, functions + 1) / 2);
        for (int b = 0; b < atoms.length; b++) {
            DensityBlock block = blocks.get(b);
            atoms[b] = IntStream.range(0, s.size())
                    .filter(i -> s.atomicNumber(i) == block.atomicNumber())
                    .toArray();
            starts[b + 1] =
                    Math.addExact(starts[b], Math.multiplyExact(atoms[b].length * block.components(), block.rank()));
        }
    }

    /** The number of values. */
    int length() {
        return starts[starts.length - 1];
    }

    /** The number of functions. */
    int functions() {
        return functions;
    }

    /** The index of the first covariance of a block. */
    int start(int block) {
        return starts[block];
    }

    /** The place of an atom among those of the element of a block. */
    int place(int block, int atom) {
        return Arrays.binarySearch(atoms[block], atom);
    }

    /** Stores the lower triangle of S. */
    void putOverlap(double[] s, double[] to) {
        int at = functions;
        for (int i = 0; i < functions; i++) {
            System.arraycopy(s, i * functions, to, at, i + 1);
            at += i + 1;
        }
    }

    /** Computes S x. */
    void multiply(double[] frame, double[] x, double[] out) {
        int at = functions;
        for (int i = 0; i < functions; i++) {
            double own = x[i];
            out[i] = CholeskySolver.dot(frame, at, x, 0, i + 1);
            for (int j = 0; j < i; j++) {
                out[j] += frame[at + j] * own;
            }
            at += i + 1;
        }
    }

    /** Computes the coefficients that weights predict, without averages. */
    void predict(double[] frame, double[] weights, double[] out) {
        Arrays.fill(out, 0, functions, 0);
        for (int b = 0; b < atoms.length; b++) {
            DensityBlock block = blocks.get(b);
            int n = block.functions();
            int c = block.components();
            double[] t = block.transform();
            int row = starts[b];
            int first = basis.of(block.atomicNumber()).offset(block.lambda());
            for (int atom : atoms[b]) {
                int at = offsets[atom] + first;
                for (int m = 0; m < c; m++, row += block.rank()) {
                    for (int k = 0; k < n; k++) {
                        if (block.strengths()[k] > 0) {
                            double d = CholeskySolver.dot(
                                    frame, row, weights, block.weightOffset() + k * block.rank(), block.rank());
                            for (int i = 0; i < n; i++) {
                                out[at + i * c + m] += t[i * n + k] * d;
                            }
                        }
                    }
                }
            }
        }
    }

    /** Adds the derivative of xᵀ c(w) with respect to the weights. */
    void addTransposed(double[] frame, double[] x, double[] gradient) {
        for (int b = 0; b < atoms.length; b++) {
            DensityBlock block = blocks.get(b);
            int n = block.functions();
            int c = block.components();
            int rank = block.rank();
            double[] t = block.transform();
            int row = starts[b];
            int first = basis.of(block.atomicNumber()).offset(block.lambda());
            for (int atom : atoms[b]) {
                int at = offsets[atom] + first;
                for (int m = 0; m < c; m++, row += rank) {
                    for (int k = 0; k < n; k++) {
                        if (block.strengths()[k] > 0) {
                            double e = 0;
                            for (int i = 0; i < n; i++) {
                                e += t[i * n + k] * x[at + i * c + m];
                            }
                            int to = block.weightOffset() + k * rank;
                            for (int r = 0; r < rank; r++) {
                                gradient[to + r] += e * frame[row + r];
                            }
                        }
                    }
                }
            }
        }
    }

    /** Adds Φᵀ Φ of a block, lower triangle [column][column]. */
    void addGram(double[] frame, int b, double[] gram, DenseAlgebra algebra) {
        int rank = blocks.get(b).rank();
        int rows = atoms[b].length * blocks.get(b).components();
        if (rows > 0) {
            Matrix phi = new Matrix(frame, starts[b], rank, rows, rank);
            algebra.syrk(1, phi.transpose(), 1, Matrix.of(gram, rank, rank));
        }
    }
}
