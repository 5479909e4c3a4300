package org.lather.classification;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.error.Cure;
import org.lather.error.NotFiniteException;
import org.lather.execution.Execution;
import org.lather.execution.MemoryPlan;
import org.lather.kernel.StructureKernel;
import org.lather.match.KernelDigest;
import org.lather.match.ScratchKernels;
import org.lather.match.StructureMatrix;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.options.Representation;
import org.lather.structure.Structure;

/**
 * Normalised kernels of structures, K(A, B) / √(K(A, A) K(B, B)), as options define them; the mean over pairs of atoms
 * if they do not.
 */
final class StructureKernels {
    private final Options options;
    private final int[] elements;
    private final Backend backend;
    private final Execution execution;

    /**
     * @param elements atomic numbers of all structures, ascending
     * @throws OptionsException for features of tensors, or for features that structures would have to choose
     * @throws org.lather.backend.UnavailableBackendException for features that the backend does not compute
     */
    StructureKernels(Options options, int[] elements, Backend backend, Execution execution) {
        this.options = options;
        this.elements = elements;
        this.backend = backend;
        this.execution = execution;
        for (Representation r : options.representations()) {
            if (r.tensors() || r.undecided(options.channels(elements)).isPresent()) {
                throw new OptionsException(
                        "`representations`: expected features of numbers, all of them, got " + r.calculator()
                                + (r.tensors() ? "" : " with features that structures choose"),
                        Cure.text("Use power_spectrum, or `features: all`"));
            }
        }
        backend.expectAll(options.descriptors());
    }

    /** The kernel of two structures. */
    StructureKernel kernel() {
        return options.model().structureKernel().orElse(new StructureKernel.Mean());
    }

    /** The matrix of kernels before normalisation, or of covariances of environments. */
    StructureMatrix matrix(StructureMatrix.Entries entries) {
        return new StructureMatrix(
                backend,
                options.kernel(),
                kernel(),
                entries,
                options.channels(elements),
                backend.info().threads(),
                execution);
    }

    /**
     * Normalised kernels of structures with each other.
     *
     * @param values [n][n] flattened
     * @param self kernel of each with itself before normalisation
     * @param scratch the file of the kernels, from which an interrupted training goes on; null for none
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves a training
    record Gram(double[] values, double[] self, @Nullable ScratchKernels scratch) implements AutoCloseable {
        /** A sentence on what is kept if the training is interrupted now. */
        String kept() {
            return scratch == null ? "Nothing was kept." : scratch.kept();
        }

        /** Deletes the file when the training is done. */
        void finish() {
            if (scratch != null) {
                scratch.finish();
            }
        }

        @Override
        public void close() {
            if (scratch != null) {
                scratch.close();
            }
        }
    }

    /**
     * Computes the kernels of structures with each other.
     *
     * @param later the memory that is needed beside the kernels when they are computed
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient
     * @throws NotFiniteException if a kernel is not finite
     */
    Gram gram(List<Structure> x, List<MemoryPlan.Item> later) {
        StructureMatrix matrix = matrix(StructureMatrix.Entries.STRUCTURES);
        MemoryPlan kernels = matrix.plan(x, x);
        List<MemoryPlan.Item> machines = new ArrayList<>(later);
        machines.add(0, new MemoryPlan.Item("matrix", 8L * x.size() * x.size()));
        MemoryPlan.Phase fit = new MemoryPlan.Phase("machines", machines);
        // machines are in the memory of the host, whatever the device
        MemoryPlan.fit(range -> new MemoryPlan(List.of(fit), range), execution.budgetBytes(), "this classification");
        List<MemoryPlan.Phase> phases = new ArrayList<>(kernels.phases());
        phases.add(fit);
        execution.progress().note("memory    " + new MemoryPlan(phases, kernels.rangeSize()).describe());
        ScratchKernels scratch = scratch(matrix, x);
        try {
            double[] k = matrix.of(x, scratch);
            expectFinite(k, x);
            int n = x.size();
            double[] self = new double[n];
            for (int i = 0; i < n; i++) {
                self[i] = k[i * n + i];
            }
            StructureMatrix.normalise(k, self, self);
            Gram out = new Gram(k, self, scratch);
            scratch = null;
            return out;
        } finally {
            if (scratch != null) {
                scratch.close();
            }
        }
    }

    private @Nullable ScratchKernels scratch(StructureMatrix matrix, List<Structure> x) {
        Path folder = execution.scratch();
        return folder == null
                ? null
                : ScratchKernels.open(
                        execution, folder, KernelDigest.of(options, matrix, KernelDigest.of(x)), x.size());
    }

    /** Computes a result with the kernels of structures and some more memory in the ledger of a backend. */
    static <R> R holding(Backend backend, int structures, List<MemoryPlan.Item> more, Supplier<R> computation) {
        long bytes = 8L * structures * structures
                + more.stream().mapToLong(MemoryPlan.Item::bytes).sum();
        backend.resources().ledger().add(bytes);
        try {
            return computation.get();
        } finally {
            backend.resources().ledger().remove(bytes);
        }
    }

    static void expectFinite(double[] k, List<Structure> x) {
        for (int i = 0; i < k.length; i++) {
            if (!Double.isFinite(k[i])) {
                throw new NotFiniteException(x.get(i / x.size()).place()
                        + "expected finite kernels with the other structures, got " + k[i]
                        + ". Weights of the representations, or the exponent zeta, are too large");
            }
        }
    }

    /** Removes everything from structures but their atoms. */
    static List<Structure> bare(List<Structure> structures) {
        List<Structure> out = new ArrayList<>();
        structures.forEach(s -> out.add(s.with(s.annotations().originOnly())));
        return out;
    }
}
