package org.lather.electrons;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Future;
import org.lather.backend.DenseAlgebra;
import org.lather.backend.Matrix;
import org.lather.execution.DeviceWorkers;
import org.lather.execution.Execution;

/**
 * The linear system of a density: the weights w minimise Σ_frames (c − c(w))ᵀ S (c − c(w)) + σ² wᵀ w, that is (Σ Aᵀ S A
 * + σ²) w = Σ Aᵀ S c with c(w) = A w. The functions of all atoms, n and l are coupled by S, so it is solved by
 * conjugate gradients whose products read one frame after another. They are preconditioned by the matrix of a single
 * atom, whose functions of different l, m are orthogonal: β_k Φᵀ Φ + σ² for each block and each k.
 */
final class DensitySystem implements AutoCloseable {
    /** Number of sums over frames, which are added in this order whatever the number of threads. */
    static final int SHARDS = 8;

    /** An amplitude whose σ² is this many times its largest eigenvalue needs no preconditioner. */
    private static final double PLAIN = 0.3;

    private final FrameStore store;
    private final List<FrameLayout> layouts;
    private final List<DensityBlock> blocks;
    private final DenseAlgebra algebra;
    private final Execution execution;
    private final DeviceWorkers workers;
    private final int threads;
    private final int size;

    DensitySystem(
            FrameStore store,
            List<FrameLayout> layouts,
            List<DensityBlock> blocks,
            DenseAlgebra algebra,
            int threads,
            Execution execution) {
        this.store = store;
        this.layouts = layouts;
        this.blocks = blocks;
        this.algebra = algebra;
        this.execution = execution;
        this.threads = Math.max(1, Math.min(SHARDS, threads));
        this.workers = new DeviceWorkers(this.threads);
        DensityBlock last = blocks.get(blocks.size() - 1);
        size = last.weightOffset() + last.weights();
    }

    /** The number of weights. */
    int size() {
        return size;
    }

    /** Work on a frame, which adds to a sum. */
    private interface Work {
        void on(FrameLayout layout, double[] frame, Scratch scratch, double[] sum);
    }

    private static final class Scratch {
        private final double[] first;
        private final double[] second;

        Scratch(int functions) {
            first = new double[functions];
            second = new double[functions];
        }
    }

    /** Adds over some frames, shard by shard. */
    private double[] sum(int[] frames, int length, Work work) {
        double[][] sums = new double[SHARDS][];
        List<Future<Boolean>> tasks = new ArrayList<>();
        int functions = layouts.stream().mapToInt(FrameLayout::functions).max().orElse(0);
        for (int t = 0; t < threads; t++) {
            int thread = t;
            tasks.add(workers.submit(t, () -> {
                double[] buffer = store.buffer();
                Scratch scratch = new Scratch(functions);
                for (int shard = thread; shard < SHARDS; shard += threads) {
                    double[] own = new double[length];
                    for (int i = shard; i < frames.length; i += SHARDS) {
                        work.on(layouts.get(frames[i]), store.get(frames[i], buffer), scratch, own);
                    }
                    sums[shard] = own;
                }
                return true;
            }));
        }
        tasks.forEach(DeviceWorkers::await);
        double[] out = sums[0];
        for (int shard = 1; shard < SHARDS; shard++) {
            for (int i = 0; i < length; i++) {
                out[i] += sums[shard][i];
            }
        }
        return out;
    }

    /** Returns Σ Aᵀ S c. */
    double[] right(int[] frames) {
        return sum(frames, size, (layout, frame, scratch, sum) -> {
            System.arraycopy(frame, 0, scratch.first, 0, layout.functions());
            layout.multiply(frame, scratch.first, scratch.second);
            layout.addTransposed(frame, scratch.second, sum);
        });
    }

    private double[] product(int[] frames, double[] weights, double variance) {
        double[] out = sum(frames, size, (layout, frame, scratch, sum) -> {
            layout.predict(frame, weights, scratch.first);
            layout.multiply(frame, scratch.first, scratch.second);
            layout.addTransposed(frame, scratch.second, sum);
        });
        for (int i = 0; i < size; i++) {
            out[i] += variance * weights[i];
        }
        return out;
    }

    /** Returns Σ (c − c(w))ᵀ S (c − c(w)) and the number of functions, over some frames. */
    double[] error(int[] frames, double[] weights) {
        return sum(frames, 2, (layout, frame, scratch, sum) -> {
            layout.predict(frame, weights, scratch.first);
            for (int i = 0; i < layout.functions(); i++) {
                scratch.first[i] = frame[i] - scratch.first[i];
            }
            layout.multiply(frame, scratch.first, scratch.second);
            sum[0] += CholeskySolver.dot(scratch.first, 0, scratch.second, 0, layout.functions());
            sum[1] += layout.functions();
        });
    }

    /** Returns Φᵀ Φ of each block over some frames, lower triangles. */
    List<double[]> grams(int[] frames) {
        List<double[]> out = new ArrayList<>();
        for (int b = 0; b < blocks.size(); b++) {
            int block = b;
            int rank = blocks.get(b).rank();
            double[] gram = new double[rank * rank];
            double[] buffer = store.buffer();
            for (int f : frames) {
                layouts.get(f).addGram(store.get(f, buffer), block, gram, algebra);
            }
            out.add(gram);
        }
        return out;
    }

    /** The factors of the preconditioner, [block][k]; empty where it is σ² alone. */
    private List<List<double[]>> factors(List<double[]> grams, double variance) {
        List<List<double[]>> out = new ArrayList<>();
        for (int b = 0; b < blocks.size(); b++) {
            DensityBlock block = blocks.get(b);
            int rank = block.rank();
            double trace = 0;
            for (int i = 0; i < rank; i++) {
                trace += grams.get(b)[i * rank + i];
            }
            List<double[]> own = new ArrayList<>();
            for (int k = 0; k < block.functions(); k++) {
                double beta = block.strengths()[k];
                if (beta * trace < PLAIN * variance) {
                    own.add(new double[0]);
                    continue;
                }
                double[] l = grams.get(b).clone();
                for (int i = 0; i < rank; i++) {
                    for (int j = 0; j <= i; j++) {
                        l[i * rank + j] *= beta;
                    }
                    l[i * rank + i] += variance;
                }
                algebra.potrf(Matrix.of(l, rank, rank));
                own.add(l);
            }
            out.add(own);
        }
        return out;
    }

    private double[] precondition(List<List<double[]>> factors, double variance, double[] r) {
        double[] z = r.clone();
        List<Future<Boolean>> tasks = new ArrayList<>();
        for (int t = 0; t < threads; t++) {
            int thread = t;
            tasks.add(workers.submit(t, () -> {
                int job = 0;
                for (int b = 0; b < blocks.size(); b++) {
                    DensityBlock block = blocks.get(b);
                    for (int k = 0; k < block.functions(); k++) {
                        if (job++ % threads == thread) {
                            apply(
                                    factors.get(b).get(k),
                                    variance,
                                    z,
                                    block.weightOffset() + k * block.rank(),
                                    block.rank());
                        }
                    }
                }
                return true;
            }));
        }
        tasks.forEach(DeviceWorkers::await);
        return z;
    }

    private static void apply(double[] factor, double variance, double[] z, int from, int rank) {
        if (factor.length > 0) {
            CholeskySolver.solveFactored(factor, rank, z, from);
        } else {
            for (int i = from; i < from + rank; i++) {
                z[i] /= variance;
            }
        }
    }

    /**
     * A solution.
     *
     * @param iterations number of products with the matrix
     * @param residual remaining residual relative to the right-hand side, in the norm of the preconditioner
     */
    @SuppressWarnings("ArrayRecordComponent") // handed over, not copied
    record Solution(double[] weights, int iterations, double residual) {}

    /**
     * Solves by conjugate gradients.
     *
     * @param problem what the frames contribute
     * @param variance σ²
     * @param start weights to begin with
     * @param tolerance residual at which the iteration ends
     * @param most largest number of iterations
     */
    Solution solve(Problem problem, double variance, double[] start, double tolerance, int most) {
        List<List<double[]>> factors = factors(problem.grams(), variance);
        double[] right = problem.right();
        double scale = Math.sqrt(CholeskySolver.dot(right, 0, precondition(factors, variance, right), 0, size));
        double[] w = start.clone();
        double[] r = product(problem.frames(), w, variance);
        for (int i = 0; i < size; i++) {
            r[i] = right[i] - r[i];
        }
        double[] z = precondition(factors, variance, r);
        double[] p = z.clone();
        double rz = CholeskySolver.dot(r, 0, z, 0, size);
        int iteration = 0;
        while (iteration < most && Math.sqrt(rz) > tolerance * scale) {
            execution.check("Nothing was kept.");
            double[] ap = product(problem.frames(), p, variance);
            double alpha = rz / CholeskySolver.dot(p, 0, ap, 0, size);
            for (int i = 0; i < size; i++) {
                w[i] += alpha * p[i];
                r[i] -= alpha * ap[i];
            }
            z = precondition(factors, variance, r);
            double next = CholeskySolver.dot(r, 0, z, 0, size);
            double beta = next / rz;
            rz = next;
            for (int i = 0; i < size; i++) {
                p[i] = z[i] + beta * p[i];
            }
            iteration++;
            execution.progress().advance(1);
        }
        return new Solution(w, iteration, scale > 0 ? Math.sqrt(rz) / scale : 0);
    }

    /** What frames contribute to the system. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves a fit
    record Problem(int[] frames, double[] right, List<double[]> grams) {}

    /** Returns what some frames contribute. */
    Problem problem(int[] frames) {
        return new Problem(Arrays.copyOf(frames, frames.length), right(frames), grams(frames));
    }

    @Override
    public void close() {
        workers.close();
    }
}
