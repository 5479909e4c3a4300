package org.lather.bench;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.density.Basis;
import org.lather.density.Channels;
import org.lather.density.Cutoff;
import org.lather.density.DensityExpansion;
import org.lather.density.GaussianDensity;
import org.lather.density.Smoothing;
import org.lather.descriptor.Descriptor;
import org.lather.structure.Structure;
import org.lather.structure.file.ExtendedXyzReader;

/** Structures and settings that programs are compared with: cutoff 5 Å, cosine width 0.5 Å, density width 0.4 Å. */
record Workload(String name, List<Structure> structures, Channels channels, Descriptor.PowerSpectrum descriptor) {
    /** {@code mol}: molecules of H, C, N, O, 8 radial functions, l up to 6; {@code si}: silicon, 10 and 10. */
    static Workload of(String name) {
        boolean molecules = name.equals("mol");
        if (!molecules && !name.equals("si")) {
            throw new IllegalArgumentException("expected the workload mol or si, got " + name);
        }
        DensityExpansion expansion = new DensityExpansion(
                new Cutoff(5, new Smoothing.ShiftedCosine(0.5)),
                new GaussianDensity(0.4, 1, null),
                molecules
                        ? new Basis(6, 7, Basis.DEFAULT_SPLINE_ACCURACY)
                        : new Basis(10, 9, Basis.DEFAULT_SPLINE_ACCURACY));
        return new Workload(
                name,
                read(name),
                molecules ? Channels.oneHot(1, 6, 7, 8) : Channels.oneHot(14),
                new Descriptor.PowerSpectrum(expansion));
    }

    private static List<Structure> read(String name) {
        String file = "/workloads/" + name + ".xyz";
        List<Structure> out = new ArrayList<>();
        try (InputStream in = Workload.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("the resource " + file + " is missing");
            }
            try (ExtendedXyzReader reader = new ExtendedXyzReader(name + ".xyz", in)) {
                while (reader.hasNext()) {
                    out.add(reader.next());
                }
            }
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot read " + file, e);
        }
        return out;
    }

    int environments() {
        return structures.stream().mapToInt(Structure::size).sum();
    }

    /**
     * The number of environments whose features take a number of megabytes, with {@code width} bytes for each number;
     * at least 1.
     */
    int environmentsOf(double megabytes, int width) {
        return Math.max(1, (int) (megabytes * 1e6 / width / descriptor.columns(channels)));
    }

    /** Neighbours, expansion and coupling of all environments, {@code block} at a time. */
    void describe(Backend backend, int block) {
        try (Batch batch = backend.upload(structures, channels)) {
            for (int from = 0; from < batch.environments(); from += block) {
                int to = Math.min(batch.environments(), from + block);
                try (Features f = backend.features(new Range(batch, from, to), descriptor)) {
                    if (f.rows() != to - from) {
                        throw new IllegalStateException("expected " + (to - from) + " rows, got " + f.rows());
                    }
                }
            }
        }
    }
}
