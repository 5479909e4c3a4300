package org.lather.match;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.lather.arrayfile.Json;
import org.lather.backend.Backend;
import org.lather.density.Channels;
import org.lather.error.Cure;
import org.lather.execution.Execution;
import org.lather.kernel.StructureKernel;
import org.lather.options.Options;
import org.lather.options.OptionsException;
import org.lather.options.Representation;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/**
 * A matrix of kernels.
 *
 * @param values [row][column] flattened
 * @param hypers representations and kernel that it was computed with, as JSON
 */
@SuppressWarnings("ArrayRecordComponent") // a large matrix handed over, not copied
public record KernelMatrix(double[] values, int rows, int columns, String hypers) {
    /**
     * What is computed.
     *
     * @param options whose representations and kernels are used; without a kernel of structures it is the sum
     * @param entries rows and columns: structures or environments
     * @param normalise whether kernels are divided by the roots of those of the structures with themselves
     * @param threads of the host that find matches
     */
    public record Request(Options options, StructureMatrix.Entries entries, boolean normalise, int threads) {}

    /**
     * Computes the kernels of structures with each other.
     *
     * @throws org.lather.backend.UnavailableBackendException for features that the backend does not compute
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient; thrown before the computation
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     * @throws OptionsException for features that structures would have to choose
     * @throws DataException if there is no structure
     */
    public static KernelMatrix of(Request request, Structures structures, Backend backend, Execution execution) {
        List<Structure> x = read(structures, execution);
        StructureMatrix matrix = matrix(request, x, List.of(), backend, execution);
        execution.progress().note("memory    " + matrix.plan(x, x).describe());
        double[] k = matrix.of(x);
        int n = matrix.entries().count(x);
        if (request.normalise()) {
            double[] own = new double[n];
            for (int i = 0; i < n; i++) {
                own[i] = k[i * n + i];
            }
            StructureMatrix.normalise(k, own, own);
        }
        return new KernelMatrix(k, n, n, hypers(request));
    }

    /**
     * Computes the kernels of structures with others.
     *
     * @throws org.lather.backend.UnavailableBackendException for features that the backend does not compute
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient; thrown before the computation
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     * @throws OptionsException for features that structures would have to choose
     * @throws DataException if there is no structure
     */
    public static KernelMatrix of(
            Request request, Structures structures, Structures others, Backend backend, Execution execution) {
        List<Structure> x = read(structures, execution);
        List<Structure> z = read(others, execution);
        StructureMatrix matrix = matrix(request, x, z, backend, execution);
        execution.progress().note("memory    " + matrix.plan(x, z).describe());
        double[] k = matrix.of(x, z);
        if (request.normalise()) {
            StructureMatrix.normalise(k, matrix.diagonal(x), matrix.diagonal(z));
        }
        return new KernelMatrix(k, matrix.entries().count(x), matrix.entries().count(z), hypers(request));
    }

    static List<Structure> read(Structures structures, Execution execution) {
        List<Structure> out = new ArrayList<>();
        try (Frames frames = structures.frames()) {
            while (frames.hasNext()) {
                out.add(frames.next());
                execution.check("Nothing was written.");
            }
        }
        if (out.isEmpty()) {
            throw new DataException("expected at least one structure, found none: " + structures.emptiness());
        }
        return out;
    }

    static StructureMatrix matrix(
            Request request, List<Structure> x, List<Structure> z, Backend backend, Execution execution) {
        SortedSet<Integer> elements = new TreeSet<>();
        for (List<Structure> some : List.of(x, z)) {
            for (Structure s : some) {
                for (int i = 0; i < s.size(); i++) {
                    elements.add(s.atomicNumber(i));
                }
            }
        }
        return kernels(request, elements, backend, execution);
    }

    /**
     * Returns what computes the kernels of a request, which are not normalised.
     *
     * @param elements atomic numbers of all structures
     * @throws org.lather.backend.UnavailableBackendException for features that the backend does not compute
     * @throws OptionsException for features that structures would have to choose
     */
    public static StructureMatrix kernels(
            Request request, SortedSet<Integer> elements, Backend backend, Execution execution) {
        Options options = request.options();
        List<Representation> representations = options.representations();
        Channels channels = Representation.channels(
                representations, elements.stream().mapToInt(Integer::intValue).toArray());
        for (Representation r : representations) {
            if (r.tensors() || r.undecided(channels).isPresent()) {
                throw new OptionsException(
                        "`representations`: expected features of numbers, all of them, got " + r.calculator()
                                + (r.tensors() ? "" : " with features that structures choose"),
                        Cure.text("Use power_spectrum, or `features: all`"));
            }
        }
        backend.expectAll(
                representations.stream().map(Representation::descriptor).toList());
        Optional<StructureKernel> structures = options.model().structureKernel();
        return new StructureMatrix(
                backend,
                options.kernel(),
                request.entries() == StructureMatrix.Entries.ENVIRONMENTS
                        ? new StructureKernel.Sum()
                        : structures.orElse(new StructureKernel.Sum()),
                request.entries(),
                channels,
                request.threads(),
                execution);
    }

    static String hypers(Request request) {
        Map<String, @Nullable Object> all = request.options().toMap();
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("representations", all.get("representations"));
        out.put("kernel", request.options().value("model.kernel"));
        out.put("normalised", request.normalise());
        try {
            return Json.mapper().writeValueAsString(out);
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
