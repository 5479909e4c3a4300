package org.lather.electrons;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.BackendInfo;
import org.lather.backend.FeatureBlock;
import org.lather.basis.FarthestColumns;
import org.lather.basis.FarthestPointSampling;
import org.lather.basis.IrrepRepresentatives;
import org.lather.basis.Pool;
import org.lather.basis.RandomSample;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.execution.Execution;
import org.lather.options.Options;
import org.lather.options.Representation;
import org.lather.options.Representatives;
import org.lather.structure.Structure;
import org.lather.structure.file.Structures;

/** Chooses the representatives of a density and the columns of their features. */
final class RepresentativeAtoms {
    private static final int RANGE = 256;
    private static final int BATCH = 64;

    private RepresentativeAtoms() {}

    /** Chooses representatives by farthest point sampling with the scalar kernel, or at random. */
    static DensityEnvironments choose(
            Options options, Channels channels, DensitySet set, Backend backend, Execution execution) {
        Representatives r = options.model().representatives();
        boolean farthest = r.selection() == Representatives.Selection.FPS;
        int pool = farthest ? Math.max(r.pool(), r.count()) : r.count();
        long[] wanted =
                RandomSample.of(set.environments(), pool, options.model().seed());
        if (!farthest) {
            return DensityEnvironments.of(set.structures(), wanted);
        }
        execution.progress().stage("representatives", wanted.length);
        try (Pool some = new Pool(backend, options.kernel(), channels, wanted, RANGE)) {
            for (int from = 0; from < set.size(); from += BATCH) {
                some.add(set.structures().subList(from, Math.min(set.size(), from + BATCH)));
                execution.check("Nothing was kept.");
            }
            int[] chosen = FarthestPointSampling.select(some, r.count(), execution.progress());
            return DensityEnvironments.of(
                    set.structures(),
                    Arrays.stream(chosen).mapToLong(i -> wanted[i]).toArray());
        }
    }

    /** Chooses columns of λ-SOAP of each λ from 1 on for each representation, as the options say. */
    static List<List<Columns>> columns(
            Options options,
            Channels channels,
            AuxiliaryBasis basis,
            DensityEnvironments environments,
            Backend backend) {
        List<List<Columns>> out = new ArrayList<>();
        for (int lambda = 1; lambda <= EquivariantRows.maxAngular(basis, channels); lambda++) {
            List<Columns> some = new ArrayList<>();
            for (Representation r : options.representations()) {
                Descriptor full = EquivariantRows.order(r, lambda, Columns.all());
                if (r.features() == 0 || full.columns(channels) <= r.features()) {
                    some.add(Columns.all());
                    continue;
                }
                int count = Math.min(IrrepRepresentatives.CHOOSERS, environments.size());
                int[] which = IntStream.range(0, count)
                        .map(i -> (int) ((long) i * environments.size() / count))
                        .toArray();
                FeatureBlock block = environments.features(backend, channels, full, which);
                int[] places = FarthestColumns.select(
                        block.values(),
                        block.rows(),
                        block.columns(),
                        r.features(),
                        backend.algebra().host());
                Arrays.sort(places);
                some.add(Columns.of(places));
            }
            out.add(some);
        }
        return out;
    }

    static Map<String, String> provenance(Structures train, DensitySet set, Backend backend) {
        BackendInfo info = backend.info();
        String version = RepresentativeAtoms.class.getPackage().getImplementationVersion();
        Map<String, String> out = new LinkedHashMap<>();
        out.put("created_by", "Lather " + (version == null ? "development" : version));
        out.put("created", Instant.now().toString());
        out.put(
                "backend",
                info.name() + " (" + info.device() + "), "
                        + info.precision().name().toLowerCase(Locale.ROOT));
        out.put("java", System.getProperty("java.version"));
        out.put("training_data", train.description());
        out.put("training_structures", Integer.toString(set.size()));
        out.put("training_environments", Long.toString(set.environments()));
        return out;
    }

    /** Groups of consecutive structures of together some atoms. */
    static List<List<Structure>> batches(List<Structure> structures, int atoms) {
        List<List<Structure>> out = new ArrayList<>();
        int from = 0;
        int sum = 0;
        for (int s = 0; s < structures.size(); s++) {
            sum += structures.get(s).size();
            if (sum >= atoms || s == structures.size() - 1) {
                out.add(structures.subList(from, s + 1));
                from = s + 1;
                sum = 0;
            }
        }
        return out;
    }
}
