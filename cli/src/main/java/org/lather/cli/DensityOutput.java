package org.lather.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.lather.electrons.CoefficientWriter;
import org.lather.electrons.DensityModel;
import org.lather.electrons.DensityPrediction;
import org.lather.electrons.FittedDensity;
import org.lather.electrons.Moments;
import org.lather.evaluation.KnownStructures;
import org.lather.structure.Structure;
import org.lather.structure.file.Frames;
import org.lather.structure.file.Structures;

/** Files of predicted densities: coefficients, or structures with the integrals of their density. */
final class DensityOutput {
    private DensityOutput() {}

    /** The number of functions of all structures; 0 if they differ. */
    static int functions(DensityModel model, Structures structures, boolean skipUnknown) {
        int found = -1;
        try (Frames frames = structures.frames()) {
            while (frames.hasNext()) {
                Structure s = frames.next();
                if (!model.knows(s) && skipUnknown) {
                    continue;
                }
                int n = model.knows(s) ? model.density().basis().size(s) : 0;
                if (found >= 0 && found != n) {
                    return 0;
                }
                found = n;
            }
        }
        return Math.max(0, found);
    }

    /**
     * Predicts structures into a file of coefficients or of structures, by its ending; it appears if there is a frame.
     *
     * @param output null for none
     * @param functions number of functions of each frame if it is the same for all; otherwise 0
     */
    static void predict(
            @Nullable Path output,
            DensityModel model,
            KnownStructures known,
            Consumer<DensityPrediction> taken,
            int functions)
            throws IOException {
        FittedDensity density = model.density();
        if (output == null) {
            model.predict(known, taken);
        } else if (Densities.isCoefficients(output)) {
            try (CoefficientWriter out = CoefficientWriter.create(output, density.basis(), functions)) {
                boolean[] any = new boolean[1];
                model.predict(known, p -> {
                    taken.accept(p);
                    any[0] = true;
                    unchecked(() -> out.add(p));
                });
                if (any[0]) {
                    out.commit();
                }
            } catch (UncheckedIOException e) {
                throw e.getCause();
            }
        } else {
            boolean[] any = new boolean[1];
            Classification.write(output, out -> {
                model.predict(known, p -> {
                    taken.accept(p);
                    any[0] = true;
                    Classification.put(out, annotated(p, density));
                });
                return any[0];
            });
        }
    }

    /** Work that may fail as files do. */
    interface FileWork {
        void run() throws IOException;
    }

    static void unchecked(FileWork work) {
        try {
            work.run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The structure with the integrals of its density. */
    private static Structure annotated(DensityPrediction p, FittedDensity density) {
        Moments m = Moments.of(density.basis(), p.structure(), p.coefficients());
        String key = "predicted_" + density.name();
        return p.structure()
                .with(p.structure()
                        .annotations()
                        .with(key + "_electrons", m.electrons())
                        .with(key + "_dipole", m.dipole())
                        .with(key + "_quadrupole", m.quadrupole()));
    }
}
