package org.lather.match;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.lather.arrayfile.NpyWriter;
import org.lather.arrayfile.NpzWriter;
import org.lather.arrayfile.RowWriter;
import org.lather.backend.Backend;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.execution.Execution;
import org.lather.options.OptionsException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Writes a matrix of kernels for numpy: {@code .npz} with its hyper-parameters, or {@code .npy}, the matrix alone. */
public final class KernelFile {
    private KernelFile() {}

    /**
     * Refuses a file name with another ending.
     *
     * @throws OptionsException for another ending than .npz and .npy
     */
    public static void expectEnding(Path file) {
        if (!file.toString().endsWith(".npz") && !file.toString().endsWith(".npy")) {
            throw new OptionsException(Phrase.of(
                    Setting.argument("output"), ": expected a file name that ends in .npz or .npy, got " + file));
        }
    }

    /**
     * Computes the kernels of structures with each other and writes them. They are in the scratch folder while they are
     * computed, from which an interrupted computation goes on, and never in memory as a whole.
     *
     * @param execution with a scratch folder
     * @return the number of rows
     * @throws IOException if the file cannot be written
     * @throws org.lather.backend.UnavailableBackendException for features that the backend does not compute
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient; thrown before the computation
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     * @throws OptionsException for features that structures would have to choose
     * @throws org.lather.structure.DataException if there is no structure
     */
    public static int write(
            Path file, KernelMatrix.Request request, Structures structures, Backend backend, Execution execution)
            throws IOException {
        expectEnding(file);
        List<Structure> x = KernelMatrix.read(structures, execution);
        StructureMatrix matrix = KernelMatrix.matrix(request, x, List.of(), backend, execution);
        execution.progress().note("memory    " + matrix.planStored(x).describe());
        String digest = KernelDigest.of(request.options(), matrix, KernelDigest.of(x));
        int n = matrix.entries().count(x);
        Path folder = Objects.requireNonNull(execution.scratch(), "the scratch folder");
        try (ScratchKernels stored = ScratchKernels.open(execution, folder, digest, n)) {
            matrix.store(x, stored);
            execution.progress().stage("writing", n);
            double[] own = request.normalise() ? stored.diagonal() : new double[0];
            if (file.toString().endsWith(".npy")) {
                try (NpyWriter out = NpyWriter.create(file, n)) {
                    append(stored, own, out, execution);
                    out.commit();
                }
            } else {
                try (NpzWriter out = NpzWriter.create(file)) {
                    try (NpzWriter.Rows rows = out.rows("kernel", n)) {
                        append(stored, own, rows, execution);
                    }
                    out.put("hypers", KernelMatrix.hypers(request));
                    out.commit();
                }
            }
            stored.finish();
        }
        return n;
    }

    /** Appends all rows, divided by the roots of the kernels of structures with themselves if these are given. */
    private static void append(ScratchKernels stored, double[] own, RowWriter to, Execution execution)
            throws IOException {
        int[] first = new int[1];
        stored.forEachPart((rows, count) -> {
            execution.check(stored.kept());
            if (own.length > 0) {
                StructureMatrix.normalise(rows, Arrays.copyOfRange(own, first[0], first[0] + count), own);
            }
            to.append(rows, 0, count);
            first[0] += count;
            execution.progress().advance(count);
        });
    }

    /**
     * Writes a matrix, which appears under its name when it is complete.
     *
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, KernelMatrix matrix) throws IOException {
        expectEnding(file);
        if (file.toString().endsWith(".npy")) {
            try (NpyWriter out = NpyWriter.create(file, matrix.columns())) {
                out.append(matrix.values(), 0, matrix.rows());
                out.commit();
            }
            return;
        }
        try (NpzWriter out = NpzWriter.create(file)) {
            out.put("kernel", matrix.values(), matrix.rows(), matrix.columns());
            out.put("hypers", matrix.hypers());
            out.commit();
        }
    }
}
