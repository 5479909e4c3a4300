package org.lather.model;

import org.lather.arrayfile.ElementType;
import org.lather.arrayfile.SafetensorsReader;
import org.lather.arrayfile.Tensor;
import org.lather.backend.FeatureBlock;
import org.lather.options.ModelOptions;
import org.lather.options.Options;
import org.lather.options.Representatives;

/** Writes the features of representatives to a model file, and reads them. */
final class RepresentativeRows {
    /** Features of a full regression that need more bytes in memory are mapped. */
    private static final long MAPPED = 1L << 28;

    private RepresentativeRows() {}

    /** Features in the precision of the representatives. */
    static Tensor tensor(Options options, String name, FeatureBlock b) {
        if (!b.isStored()) {
            return ModelFile.reals(options, name, b.values(), b.rows(), b.columns());
        }
        boolean single = options.model().representatives().precision() == Representatives.Precision.SINGLE;
        int width = b.columns();
        double[] row = new double[width];
        int[] known = {-1};
        return Tensor.streamed(
                name,
                single ? ElementType.F32 : ElementType.F64,
                new long[] {b.rows(), width},
                (first, count, into) -> {
                    for (long i = first; i < first + count; i++) {
                        int r = (int) (i / width);
                        if (r != known[0]) {
                            b.read(r, r + 1, row, 0);
                            known[0] = r;
                        }
                        double v = row[(int) (i % width)];
                        if (single) {
                            into.putFloat((float) v);
                        } else {
                            into.putDouble(v);
                        }
                    }
                });
    }

    /** The features of representatives; those of a large full regression remain in the file. */
    static FeatureBlock read(SafetensorsReader in, String name, Options options, int columns, int[] centers) {
        boolean full = options.model().type() == ModelOptions.Type.GPR;
        if (full && 8L * centers.length * columns > MAPPED) {
            if (in.shape(name)[0] != centers.length) {
                throw new IllegalArgumentException(
                        "expected " + centers.length + " rows of " + name + ", got " + in.shape(name)[0]);
            }
            return FeatureBlock.stored(in.mapMatrix(name)::read, columns, centers);
        }
        return new FeatureBlock(in.doubles(name), columns, centers);
    }
}
