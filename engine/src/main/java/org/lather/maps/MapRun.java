package org.lather.maps;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.lather.backend.Backend;
import org.lather.backend.Progress;
import org.lather.density.Channels;
import org.lather.describe.Describer;
import org.lather.describe.FeatureArrays;
import org.lather.describe.FeatureRequest;
import org.lather.describe.FeatureRows;
import org.lather.describe.Reduction;
import org.lather.error.Cure;
import org.lather.error.Phrase;
import org.lather.error.Setting;
import org.lather.execution.Execution;
import org.lather.execution.MemoryPlan;
import org.lather.gram.StructureBatches;
import org.lather.match.KernelMatrix;
import org.lather.match.StructureMatrix;
import org.lather.match.StructureMatrix.Entries;
import org.lather.options.OptionsException;
import org.lather.options.Representation;
import org.lather.options.RepresentationFile;
import org.lather.structure.DataException;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/**
 * Computes maps of structures in three passes over them: what they are, the landmarks, and the position of every point.
 * Between passes only the landmarks, the structures they belong to and the coordinates are in memory.
 */
public final class MapRun {
    private final Backend backend;
    private final Execution execution;

    /** @param backend stays the caller's */
    public MapRun(Backend backend, Execution execution) {
        this.backend = backend;
        this.execution = execution;
    }

    /**
     * Computes a map.
     *
     * @throws org.lather.backend.UnavailableBackendException for features that the backend does not compute
     * @throws org.lather.execution.MemoryBudgetException if the memory is not sufficient
     * @throws org.lather.execution.CancelledException if the execution was cancelled
     * @throws OptionsException for features of tensors or that structures would have to choose, a method without its
     *     target, or more dimensions than landmarks
     * @throws DataException for structures without the target, or no structures at all
     */
    public StructureMap map(MapRequest request, Structures structures) {
        expectTarget(request);
        MapPoints points =
                MapPoints.of(structures, request.entries(), request.target().name(), execution);
        LandmarkSelection selection = new LandmarkSelection(request, points, backend, execution);
        expectDimensions(request, request.landmarks().of(points.count()));
        int[] landmarks = selection.choose(structures);
        expectDimensions(request, landmarks.length);
        int[] chosen = Arrays.stream(landmarks)
                .map(points::structure)
                .sorted()
                .distinct()
                .toArray();
        List<Structure> ofLandmarks = selection.gather(structures, chosen);
        int[] wanted = wanted(points, chosen, landmarks);
        try (LandmarkKernels kernels = kernels(request, points, ofLandmarks, wanted)) {
            double[] k = ofLandmarks(kernels, ofLandmarks, wanted);
            Map<String, @Nullable Object> parameters = parameters(request, landmarks.length);
            double[] own = new double[landmarks.length];
            Arrays.setAll(own, i -> k[i * landmarks.length + i]);
            MapProjection map = fit(request, k, targets(points, landmarks), parameters);
            Placement placed = Placement.of(map, kernels, own, points.count(), structures, execution);
            placed.put(landmarks, map.landmarks());
            return new StructureMap(
                    request.method(),
                    request.entries(),
                    map.dimensions(),
                    placed.coordinates(),
                    placed.nearest(),
                    placed.similarities(),
                    landmarks,
                    map.eigenvalues(),
                    map.stress(),
                    parameters);
        }
    }

    private static void expectTarget(MapRequest request) {
        boolean takes = request.method().takesTarget();
        if (takes == request.target().name().isEmpty()) {
            throw new OptionsException(
                    Phrase.of(
                            Setting.argument("target"),
                            takes
                                    ? ": expected a target, which "
                                            + request.method().word() + " shows, got none"
                                    : ": expected pcovr or kpcovr with it, got "
                                            + request.method().word()),
                    Cure.text(takes ? "Give the name of a value of the structures" : "Leave it out"));
        }
    }

    private static void expectDimensions(MapRequest request, int landmarks) {
        int most = request.method() == MapMethod.SKETCHMAP ? 3 : landmarks;
        if (request.dimensions() < 1 || request.dimensions() > most) {
            throw new OptionsException(Phrase.of(
                    Setting.argument("dimensions"),
                    ": expected from 1 to " + most
                            + (request.method() == MapMethod.SKETCHMAP
                                    ? " of a sketch-map"
                                    : ", the number of landmarks")
                            + ", got " + request.dimensions()));
        }
    }

    /** The indices of the landmarks among the points of the chosen structures. */
    private static int[] wanted(MapPoints points, int[] chosen, int[] landmarks) {
        Map<Integer, Integer> first = new LinkedHashMap<>();
        int next = 0;
        for (int s : chosen) {
            first.put(s, next);
            next += points.count(s);
        }
        return Arrays.stream(landmarks)
                .map(p -> {
                    int s = points.structure(p);
                    return first.getOrDefault(s, 0) + p - points.starts()[s];
                })
                .toArray();
    }

    private LandmarkKernels kernels(MapRequest request, MapPoints points, List<Structure> chosen, int[] wanted) {
        if (request.method() == MapMethod.PCOVR) {
            int count = request.entries().count(chosen);
            plan(request, points, count, wanted.length);
            return new LinearKernels(
                    features(request, points),
                    chosen,
                    count,
                    wanted,
                    backend.algebra().host());
        }
        KernelMatrix.Request kernel = new KernelMatrix.Request(
                request.options(),
                request.entries(),
                request.normalise(),
                backend.info().threads());
        StructureMatrix matrix = KernelMatrix.kernels(kernel, points.elements(), backend, execution);
        return new MatchedKernels(matrix, request.normalise(), chosen, wanted, plan(matrix, points, wanted.length));
    }

    /** Plans the memory of features of landmarks, and reports it. */
    private void plan(MapRequest request, MapPoints points, int ofLandmarks, int landmarks) {
        int[] elements = points.elements().stream().mapToInt(z -> z).sorted().toArray();
        Channels channels = Representation.channels(request.options().representations(), elements);
        // features with all their labels are up to twice those that a backend stores
        long f = 2 * request.options().kernel().columns(channels);
        MemoryPlan plan = MemoryPlan.fit(
                range -> new MemoryPlan(
                        List.of(new MemoryPlan.Phase(
                                "map",
                                List.of(
                                        new MemoryPlan.Item(
                                                "features of " + ofLandmarks + " points", 16L * ofLandmarks * f),
                                        new MemoryPlan.Item("landmarks", 8L * landmarks * f),
                                        new MemoryPlan.Item("features of " + range + " environments", 16L * range * f),
                                        new MemoryPlan.Item("kernels", 8L * landmarks * (5L * landmarks + 4096)),
                                        new MemoryPlan.Item("coordinates", 64L * points.count())))),
                        range),
                backend,
                execution.budgetBytes(),
                "this map");
        execution.progress().note("memory    " + plan.describe());
    }

    /** Plans the memory, reports it, and returns the number of environments at a time. */
    private int plan(StructureMatrix matrix, MapPoints points, int landmarks) {
        int atoms = matrix.entries() == Entries.STRUCTURES ? points.largest().size() : 1;
        long f = matrix.environments().columns(matrix.channels());
        long bytes = backend.info().precision().bytes();
        long stored = (long) landmarks * atoms;
        MemoryPlan plan = MemoryPlan.fit(
                range -> new MemoryPlan(
                        List.of(new MemoryPlan.Phase(
                                "map",
                                List.of(
                                        new MemoryPlan.Item("landmarks", stored * f * (8 + bytes)),
                                        new MemoryPlan.Item(
                                                "features of " + range + " environments", range * f * bytes),
                                        new MemoryPlan.Item(
                                                "covariances",
                                                (16L * range
                                                                + 8L
                                                                        * points.largest()
                                                                                .size())
                                                        * stored),
                                        new MemoryPlan.Item("kernels", 8L * landmarks * (5L * landmarks + 4096)),
                                        new MemoryPlan.Item("coordinates", 64L * points.count())))),
                        range),
                backend,
                execution.budgetBytes(),
                "this map");
        execution.progress().note("memory    " + plan.describe());
        return plan.rangeSize();
    }

    private Function<List<Structure>, double[]> features(MapRequest request, MapPoints points) {
        boolean means = request.entries() == Entries.STRUCTURES;
        FeatureRequest wanted = new FeatureRequest(
                        new RepresentationFile(request.options().representations(), false))
                .withSpecies(points.elements().toArray(Integer[]::new))
                .withRows(new FeatureRows(Set.of(), "", means ? Reduction.MEAN : Reduction.NONE));
        Execution quiet = new Execution(execution.budgetBytes(), Progress.NONE, null, execution.cancelled());
        return batch -> {
            FeatureArrays arrays = new Describer(backend, quiet).toArrays(wanted, Structures.of(batch));
            if (Arrays.stream(arrays.mu()).anyMatch(m -> m != 0)) {
                throw new OptionsException(
                        "expected features of numbers, got those of tensors, which rotate with the structure",
                        Cure.use("another calculator"));
            }
            return arrays.values();
        };
    }

    /** The kernels of the landmarks with each other, exactly symmetric. */
    private static double[] ofLandmarks(LandmarkKernels kernels, List<Structure> chosen, int[] wanted) {
        int m = wanted.length;
        double[] out = new double[Math.multiplyExact(m, m)];
        int[] landmarkOf = new int[Arrays.stream(wanted).max().orElse(-1) + 1];
        Arrays.fill(landmarkOf, -1);
        for (int i = 0; i < m; i++) {
            landmarkOf[wanted[i]] = i;
        }
        int first = 0;
        for (int from = 0; from < chosen.size(); ) {
            List<Structure> batch =
                    StructureBatches.next(chosen.subList(from, chosen.size()).iterator());
            double[] rows = kernels.rows(batch);
            for (int i = 0; i < rows.length / m; i++) {
                int landmark = first + i < landmarkOf.length ? landmarkOf[first + i] : -1;
                if (landmark >= 0) {
                    System.arraycopy(rows, i * m, out, landmark * m, m);
                }
            }
            first += rows.length / m;
            from += batch.size();
        }
        for (int i = 0; i < m; i++) {
            for (int j = 0; j < i; j++) {
                double mean = (out[i * m + j] + out[j * m + i]) / 2;
                out[i * m + j] = mean;
                out[j * m + i] = mean;
            }
        }
        return out;
    }

    /** The targets of the landmarks, centred and scaled to unit variance. */
    private static double[] targets(MapPoints points, int[] landmarks) {
        if (points.targets().length == 0) {
            return new double[0];
        }
        double[] y =
                Arrays.stream(landmarks).mapToDouble(p -> points.targets()[p]).toArray();
        double mean = Arrays.stream(y).average().orElse(0);
        double variance =
                Arrays.stream(y).map(v -> (v - mean) * (v - mean)).average().orElse(0);
        if (!(variance > 0)) {
            throw new DataException(
                    "expected a target that varies among the landmarks, got " + mean + " for all of them",
                    Cure.use("another target, ", Setting.argument("target", "NAME")));
        }
        return Arrays.stream(y).map(v -> (v - mean) / Math.sqrt(variance)).toArray();
    }

    private MapProjection fit(MapRequest request, double[] k, double[] y, Map<String, @Nullable Object> parameters) {
        int n = (int) Math.round(Math.sqrt(k.length));
        int threads = backend.info().threads();
        TargetChoice target = request.target();
        return switch (request.method()) {
            case KPCA -> KernelPca.fit(k, n, request.dimensions(), threads);
            case PCOVR, KPCOVR -> {
                parameters.put("target", target.name());
                parameters.put("mixing", target.mixing());
                parameters.put("ridge", target.ridge());
                yield new Pcovr(target.mixing(), target.ridge(), request.method() == MapMethod.KPCOVR)
                        .fit(k, n, y, request.dimensions(), backend.algebra().host(), threads);
            }
            case SKETCHMAP -> {
                DistanceHistogram histogram = new DistanceHistogram(SketchMapFit.distances(k, n), n);
                if (!(histogram.largest() > 0)) {
                    throw new DataException(
                            "expected at least two landmarks that differ for a sketch-map, got " + n
                                    + (n > 1 ? " that are all alike" : ""),
                            Cure.text("Take more structures or landmarks"));
                }
                Sigmoid high = request.sigmoids().high(histogram);
                Sigmoid low = request.sigmoids().low(histogram);
                parameters.put("sigma", high.sigma());
                parameters.put("high", List.of(high.a(), high.b()));
                parameters.put("low", List.of(low.a(), low.b()));
                parameters.put("histogram", histogram(histogram));
                yield new SketchMapFit(
                                request.dimensions(),
                                high,
                                low,
                                backend.algebra().host(),
                                threads)
                        .fit(k, n, execution);
            }
        };
    }

    private static Map<String, @Nullable Object> histogram(DistanceHistogram h) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("largest", h.largest());
        out.put("peak", h.peak());
        out.put("counts", h.counts());
        return out;
    }

    private static Map<String, @Nullable Object> parameters(MapRequest request, int landmarks) {
        Map<String, @Nullable Object> out = new LinkedHashMap<>();
        out.put("landmarks", landmarks);
        out.put("landmark_rule", request.landmarks().rule().word());
        out.put("seed", request.landmarks().seed());
        out.put("normalised", request.method() != MapMethod.PCOVR && request.normalise());
        return out;
    }
}
