package org.lather.backend.selftest;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.Matrix;
import org.lather.backend.NormalEquations;
import org.lather.backend.Range;
import org.lather.backend.RowMap;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.backend.Whitening;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;

/** The operations of a backend that are checked, on sizes around the widths of vectors and tiles. */
enum Operation {
    SPHERICAL_EXPANSION("spherical expansion", "environments/s", true) {
        @Override
        List<double[]> compare(Backend b) {
            return List.of(
                    features(b, new Descriptor.SphericalExpansion(Samples.expansion(3, 2)), 1, 2, 9),
                    features(b, new Descriptor.SphericalExpansion(Samples.expansion(0, 0)), 17),
                    features(b, new Descriptor.SphericalExpansion(Samples.expansion(6, 7)), 33, 1));
        }

        @Override
        double work(Backend b, int repeats) {
            return environments(b, new Descriptor.SphericalExpansion(Samples.expansion(6, 8)), repeats);
        }
    },
    POWER_SPECTRUM("power spectrum", "environments/s", true) {
        @Override
        List<double[]> compare(Backend b) {
            return List.of(
                    features(b, new Descriptor.PowerSpectrum(Samples.expansion(2, 1)), 1, 1, 3, 12),
                    features(b, new Descriptor.PowerSpectrum(Samples.expansion(4, 4)), 31),
                    features(b, new Descriptor.PowerSpectrum(Samples.expansion(6, 5)), 5, 8));
        }

        @Override
        double work(Backend b, int repeats) {
            return environments(b, new Descriptor.PowerSpectrum(Samples.expansion(6, 5)), repeats);
        }
    },
    EQUIVARIANTS("equivariants", "environments/s", true) {
        @Override
        List<double[]> compare(Backend b) {
            List<double[]> out = new ArrayList<>();
            TensorOperations.equivariants().forEach(d -> out.add(features(b, d, 1, 2, 9, 13)));
            return out;
        }

        @Override
        double work(Backend b, int repeats) {
            return environments(b, new Descriptor.LambdaSoap(Samples.expansion(4, 4), 1, 1), repeats);
        }
    },
    BISPECTRUM("bispectrum", "environments/s", true) {
        @Override
        List<double[]> compare(Backend b) {
            return List.of(
                    features(b, new Descriptor.Bispectrum(Samples.expansion(2, 1), 1), 1, 2, 9),
                    features(b, new Descriptor.Bispectrum(Samples.expansion(1, 2), 1), 1, 6),
                    features(b, new Descriptor.Bispectrum(Samples.expansion(3, 0), -1), 17, 5));
        }

        @Override
        double work(Backend b, int repeats) {
            return environments(b, new Descriptor.Bispectrum(Samples.expansion(2, 1), 1), repeats);
        }
    },
    COPY("transfers of features", "GB/s", true) {
        @Override
        List<double[]> compare(Backend b) {
            List<double[]> out = new ArrayList<>();
            for (int[] size : new int[][] {{1, 1}, {3, 7}, {65, 33}}) {
                try (Features f = b.load(Samples.features(4, size[0], size[1]))) {
                    out.add(f.download().values());
                }
            }
            return out;
        }

        @Override
        double work(Backend b, int repeats) {
            FeatureBlock block = Samples.features(4, 1000, 2000);
            for (int i = 0; i < repeats; i++) {
                try (Features f = b.load(block)) {
                    f.download();
                }
            }
            return repeats * 2 * 8e-9 * block.values().length;
        }
    },
    GRAM("kernels", "GFLOP/s", false) {
        @Override
        List<double[]> compare(Backend b) {
            List<double[]> out = new ArrayList<>();
            for (int[] size : new int[][] {{1, 1, 1}, {7, 9, 33}, {65, 31, 257}, {130, 64, 100}}) {
                for (Covariance k : List.of(
                        new Covariance(2, Covariance.Centers.SAME), new Covariance(3.5, Covariance.Centers.ANY))) {
                    try (Features x = b.load(Samples.features(5, size[0], size[2]));
                            Features z = b.load(Samples.features(6, size[1], size[2]));
                            Tile t = b.tile(size[0], size[1])) {
                        b.covariances(Side.of(x), Side.of(z), k, 0.5, t);
                        out.add(t.download());
                    }
                }
            }
            return out;
        }

        @Override
        double work(Backend b, int repeats) {
            try (Features x = b.load(Samples.features(5, 1000, 1500));
                    Features z = b.load(Samples.features(6, 1000, 1500));
                    Tile t = b.tile(1000, 1000)) {
                for (int i = 0; i < repeats; i++) {
                    b.covariances(Side.of(x), Side.of(z), new Covariance(2, Covariance.Centers.ANY), 1, t);
                }
                t.download();
            }
            return repeats * 2e-9 * 1000 * 1000 * 1500;
        }
    },
    TENSOR_GRAM("kernels of tensors", "GFLOP/s", true) {
        @Override
        List<double[]> compare(Backend b) {
            return List.of(
                    TensorOperations.covariances(b, 1, 1, 2, 1, 7, 12),
                    TensorOperations.covariances(b, 2, 1, 1.5, 9, 3),
                    TensorOperations.covariances(b, 2, -1, 1, 6));
        }

        @Override
        double work(Backend b, int repeats) {
            return TensorOperations.work(b, 300, 1000, 800, repeats);
        }
    },
    GRADIENTS("gradients of predictions", "environments/s", true) {
        @Override
        List<double[]> compare(Backend b) {
            List<double[]> out = new ArrayList<>();
            out.addAll(
                    GradientOperations.predict(b, new Descriptor.PowerSpectrum(Samples.expansion(3, 2)), 2, 9, 1, 7));
            out.addAll(
                    GradientOperations.predict(b, new Descriptor.SphericalExpansion(Samples.expansion(4, 4)), 12, 1));
            out.addAll(GradientOperations.predict(b, new Descriptor.Bispectrum(Samples.expansion(2, 1), 1), 2, 7, 1));
            return out;
        }

        @Override
        double work(Backend b, int repeats) {
            Descriptor d = new Descriptor.PowerSpectrum(Samples.expansion(6, 5));
            for (int i = 0; i < repeats; i++) {
                GradientOperations.predict(b, d, 20, 20, 20);
            }
            return 60.0 * repeats;
        }
    },
    FORMS("folded sums", "environments/s", true) {
        @Override
        List<double[]> compare(Backend b) {
            return FormOperations.compare(b);
        }

        @Override
        double work(Backend b, int repeats) {
            return FormOperations.work(b, repeats);
        }
    },
    GRADIENT_ROWS("rows of gradients", "environments/s", true) {
        @Override
        List<double[]> compare(Backend b) {
            List<double[]> out = new ArrayList<>();
            out.addAll(GradientOperations.rows(b, new Descriptor.PowerSpectrum(Samples.expansion(3, 2)), 2, 9, 1, 4));
            out.addAll(GradientOperations.rows(b, new Descriptor.SphericalExpansion(Samples.expansion(4, 4)), 7, 1));
            out.addAll(GradientOperations.rows(b, new Descriptor.Bispectrum(Samples.expansion(2, 0), 1), 5, 1));
            return out;
        }

        @Override
        double work(Backend b, int repeats) {
            Descriptor d = new Descriptor.PowerSpectrum(Samples.expansion(4, 4));
            for (int i = 0; i < repeats; i++) {
                GradientOperations.rows(b, d, 10, 10);
            }
            return 20.0 * repeats;
        }
    },
    REDUCE("sums over structures", "GB/s", false) {
        @Override
        List<double[]> compare(Backend b) {
            List<double[]> out = new ArrayList<>();
            for (int[] size : new int[][] {{1, 1, 1}, {9, 2, 33}, {100, 7, 65}}) {
                try (Tile environments = b.tile(size[0], size[2]);
                        Tile rows = b.tile(size[1], size[2])) {
                    environments.upload(0, Samples.numbers(7, size[0] * size[2]));
                    b.reduce(
                            environments,
                            new RowMap(MatrixOperations.owners(size[0], size[1]), Samples.numbers(8, size[0])),
                            rows);
                    out.add(rows.download());
                }
            }
            return out;
        }

        @Override
        double work(Backend b, int repeats) {
            try (Tile environments = b.tile(2000, 1000);
                    Tile rows = b.tile(100, 1000)) {
                environments.upload(0, Samples.numbers(7, 2_000_000));
                for (int i = 0; i < repeats; i++) {
                    b.reduce(
                            environments,
                            new RowMap(MatrixOperations.owners(2000, 100), Samples.numbers(8, 2000)),
                            rows);
                }
                rows.download();
            }
            return repeats * 8e-9 * 2000 * 1000;
        }
    },
    WHITEN("whitening", "GFLOP/s", false) {
        @Override
        List<double[]> compare(Backend b) {
            List<double[]> out = new ArrayList<>();
            for (int[] size : new int[][] {{1, 1, 0}, {5, 9, 1}, {33, 65, 17}, {64, 130, 3}}) {
                try (Tile rows = b.tile(size[0], size[1] + size[2])) {
                    rows.upload(0, Samples.numbers(9, size[0] * (size[1] + size[2])));
                    b.whiten(rows, MatrixOperations.whitening(size[1], size[2]));
                    out.add(rows.download());
                }
            }
            return out;
        }

        @Override
        double work(Backend b, int repeats) {
            Whitening w = MatrixOperations.whitening(800, 0);
            try (Tile rows = b.tile(1000, 800)) {
                rows.upload(0, Samples.numbers(9, 800_000));
                for (int i = 0; i < repeats; i++) {
                    b.whiten(rows, w);
                }
                rows.download();
            }
            return repeats * 1e-9 * 1000 * 800 * 800;
        }
    },
    ACCUMULATE("normal equations", "GFLOP/s", false) {
        @Override
        List<double[]> compare(Backend b) {
            List<double[]> out = new ArrayList<>();
            for (int[] size : new int[][] {{1, 1, 1}, {9, 17, 2}, {65, 33, 1}, {100, 130, 3}}) {
                NormalEquations n = MatrixOperations.sums(b, size[0], size[1], size[2], 1);
                out.add(n.matrix().square());
                out.add(n.right());
                out.add(n.squares());
            }
            return out;
        }

        @Override
        double work(Backend b, int repeats) {
            MatrixOperations.sums(b, 1000, 1000, 1, repeats);
            return repeats * 1e-9 * 1000 * 1000 * 1000;
        }
    },
    CHOLESKY("Cholesky", "GFLOP/s", false) {
        @Override
        List<double[]> compare(Backend b) {
            List<double[]> out = new ArrayList<>();
            for (int n : new int[] {1, 2, 33, 65, 130}) {
                double[] a = MatrixOperations.positiveDefinite(b, n);
                b.algebra().dense().potrf(Matrix.of(a, n, n));
                out.add(MatrixOperations.lower(a, n));
            }
            return out;
        }

        @Override
        double work(Backend b, int repeats) {
            double[] a = MatrixOperations.positiveDefinite(b, 1000);
            for (int i = 0; i < repeats; i++) {
                b.algebra().dense().potrf(Matrix.of(a.clone(), 1000, 1000));
            }
            return repeats * 1e-9 / 3 * 1000 * 1000 * 1000;
        }
    };

    private final String title;
    private final String unit;
    private final boolean stored;

    Operation(String title, String unit, boolean stored) {
        this.title = title;
        this.unit = unit;
        this.stored = stored;
    }

    String title() {
        return title;
    }

    String unit() {
        return unit;
    }

    /**
     * Whether results are features, or derivatives of them, in the precision of their storage; all others are double.
     */
    boolean stored() {
        return stored;
    }

    /** Computes results for several sizes, one array each. */
    abstract List<double[]> compare(Backend b);

    /** Executes a large size several times. @return the amount of work, in the unit without "per second" */
    abstract double work(Backend b, int repeats);

    private static double[] features(Backend b, Descriptor d, int... atoms) {
        try (Batch batch = b.upload(Samples.structures(3, atoms), Samples.CHANNELS);
                Features f = b.features(Range.all(batch), d)) {
            return f.download().values();
        }
    }

    private static double environments(Backend b, Descriptor d, int repeats) {
        int[] atoms = IntStream.range(0, 40).map(i -> 5 + i % 17).toArray();
        double done = 0;
        double[] one = new double[d.columns(Samples.CHANNELS)];
        for (int i = 0; i < repeats; i++) {
            try (Batch batch = b.upload(Samples.structures(3, atoms), Samples.CHANNELS);
                    Features f = b.features(Range.all(batch), d)) {
                f.download(0, 1, one, 0);
                done += f.rows();
            }
        }
        return done;
    }
}
