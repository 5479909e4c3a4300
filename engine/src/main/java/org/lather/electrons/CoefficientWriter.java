package org.lather.electrons;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import org.lather.arrayfile.ElementType;
import org.lather.arrayfile.MetatensorWriter;
import org.lather.arrayfile.NpzWriter;
import org.lather.arrayfile.RowWriter;
import org.lather.structure.Structure;

/**
 * Writes coefficients of densities frame by frame. The file appears under its name on {@link #commit}, or not at all.
 *
 * <p>An {@code .npz} file has the array {@code coefficients}, [frame][function] if all frames have as many functions,
 * otherwise without gaps, with the index of the first function of each frame in {@code start}. An {@code .mts} file has
 * metatensor blocks by {@code o3_lambda}, {@code o3_sigma} and {@code center_type}, with samples {@code system} and
 * {@code atom}, components {@code o3_mu} and properties {@code n}.
 */
public sealed interface CoefficientWriter extends Closeable {
    /**
     * Creates a file.
     *
     * @param functions number of functions of each frame if it is the same for all; 0 if it differs
     * @throws IOException if it cannot be written
     * @throws IllegalArgumentException for another ending than {@code .npz} and {@code .mts}
     */
    static CoefficientWriter create(Path file, AuxiliaryBasis basis, int functions) throws IOException {
        String name = file.toString().toLowerCase(Locale.ROOT);
        if (name.endsWith(".npz")) {
            return new Npz(file, functions);
        }
        if (name.endsWith(".mts")) {
            return new Metatensor(file, basis);
        }
        throw new IllegalArgumentException("expected a name that ends in .npz or .mts, got " + file);
    }

    /**
     * Adds the next frame.
     *
     * @throws IOException if it cannot be written
     */
    void add(DensityPrediction prediction) throws IOException;

    /**
     * Completes the file.
     *
     * @throws IOException if it cannot be written
     */
    void commit() throws IOException;

    /** Arrays of numpy. */
    final class Npz implements CoefficientWriter {
        private final NpzWriter out;
        private final RowWriter rows;
        private final int functions;
        private int[] starts = new int[64];
        private int frames;

        Npz(Path file, int functions) throws IOException {
            this.functions = functions;
            out = NpzWriter.create(file);
            rows = functions > 0 ? out.waitingRows("coefficients", functions) : out.waitingRows("coefficients");
        }

        @Override
        public void add(DensityPrediction prediction) throws IOException {
            int n = prediction.coefficients().length;
            if (frames + 1 == starts.length) {
                starts = Arrays.copyOf(starts, 2 * starts.length);
            }
            starts[frames + 1] = Math.addExact(starts[frames], functions > 0 ? 0 : n);
            frames++;
            rows.append(prediction.coefficients(), 0, functions > 0 ? 1 : n);
        }

        @Override
        public void commit() throws IOException {
            if (functions == 0) {
                out.put("start", Arrays.copyOf(starts, frames + 1));
            }
            out.commit();
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Blocks of metatensor. */
    final class Metatensor implements CoefficientWriter {
        private final MetatensorWriter out;
        private final AuxiliaryBasis basis;
        private int frame;

        Metatensor(Path file, AuxiliaryBasis basis) throws IOException {
            this.basis = basis;
            out = MetatensorWriter.create(
                    file, List.of("o3_lambda", "o3_sigma", "center_type"), List.of("system", "atom"), ElementType.F64);
        }

        @Override
        public void add(DensityPrediction prediction) throws IOException {
            Structure s = prediction.structure();
            int[] offsets = basis.offsets(s);
            for (int i = 0; i < s.size(); i++) {
                ElementBasis own = basis.of(s.atomicNumber(i));
                for (int l = 0; l <= own.maxAngular(); l++) {
                    int n = own.shells(l).size();
                    int c = 2 * l + 1;
                    if (n == 0) {
                        continue;
                    }
                    double[] row = new double[n * c];
                    for (int p = 0; p < n; p++) {
                        for (int m = 0; m < c; m++) {
                            row[m * n + p] = prediction.coefficients()[offsets[i] + own.offset(l) + p * c + m];
                        }
                    }
                    out.block(
                                    List.of(l, 1, s.atomicNumber(i)),
                                    List.of(new MetatensorWriter.Labels(
                                            List.of("o3_mu"),
                                            IntStream.rangeClosed(-l, l).toArray())),
                                    new MetatensorWriter.Labels(
                                            List.of("n"), IntStream.range(0, n).toArray()))
                            .append(new int[] {frame, i}, row, 0);
                }
            }
            frame++;
        }

        @Override
        public void commit() throws IOException {
            out.commit(Map.of("name", "electron density", "unit", "bohr^(-3/2)"));
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }
}
