package org.lather.electrons;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.FeatureBlock;
import org.lather.backend.FeatureRows;
import org.lather.backend.Features;
import org.lather.backend.Owned;
import org.lather.backend.Range;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.density.Channels;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.options.Options;
import org.lather.options.Representation;
import org.lather.structure.Structure;

/**
 * Covariances of environments with the representatives of the same element, of each order λ of the functions of the
 * element: rows (environment)(2λ+1) + μ against columns (representative)(2λ+1) + μ' (Grisafi et al. 2019,
 * doi:10.1021/acscentsci.8b00551). The features of the representatives stay on the backend until it is closed.
 */
final class EquivariantRows implements AutoCloseable {
    /** Bytes of the features of environments that are computed at a time, about. */
    private static final long RANGE_BYTES = 48L << 20;

    private static final int LARGEST_RANGE = 256;

    private final Backend backend;
    private final Options options;
    private final Channels channels;
    private final AuxiliaryBasis basis;
    private final Map<Integer, Integer> counts = new LinkedHashMap<>();
    /** [λ][representation]. */
    private final List<List<Descriptor>> descriptors = new ArrayList<>();
    /** [λ][representation] by element. */
    private final List<List<Map<Integer, Side>>> sides = new ArrayList<>();

    private final List<Features> open = new ArrayList<>();

    /** Takes the covariances of the environments of an element in a range. */
    interface Sink {
        /**
         * @param environments their numbers in the batch, ascending
         * @param rows [environment][2λ+1][representative][2λ+1] flattened
         */
        void take(int atomicNumber, int lambda, int[] environments, double[] rows);
    }

    /**
     * Computes the features of the representatives.
     *
     * @param columns the columns of λ-SOAP of each λ from 1 on, for each representation
     */
    EquivariantRows(
            Backend backend,
            Options options,
            Channels channels,
            AuxiliaryBasis basis,
            DensityEnvironments representatives,
            List<List<Columns>> columns) {
        this.backend = backend;
        this.options = options;
        this.channels = channels;
        this.basis = basis;
        for (int z : channels.atomicNumbers()) {
            counts.put(z, representatives.of(z)[1]);
        }
        Owned.orClose(() -> load(representatives, columns), this::close);
    }

    private void load(DensityEnvironments representatives, List<List<Columns>> columns) {
        int most = maxAngular(basis, channels);
        List<Map<Integer, Features>> scalars = new ArrayList<>();
        for (int lambda = 0; lambda <= most; lambda++) {
            List<Descriptor> some = new ArrayList<>();
            List<Map<Integer, Side>> loaded = new ArrayList<>();
            for (int t = 0; t < options.representations().size(); t++) {
                Representation r = options.representations().get(t);
                Descriptor d = lambda == 0
                        ? r.descriptor()
                        : order(r, lambda, columns.get(lambda - 1).get(t));
                some.add(d);
                Map<Integer, Side> byElement = new LinkedHashMap<>();
                Map<Integer, Features> own = load(representatives, d, lambda);
                if (lambda == 0) {
                    scalars.add(own);
                }
                Map<Integer, Features> norms = scalars.get(t);
                own.forEach((z, f) -> byElement.put(z, new Side(f, norms.getOrDefault(z, f))));
                loaded.add(byElement);
            }
            descriptors.add(some);
            sides.add(loaded);
        }
    }

    private Map<Integer, Features> load(DensityEnvironments representatives, Descriptor descriptor, int lambda) {
        int[] which = IntStream.range(0, representatives.size())
                .filter(j -> basis.of(representatives.center(j)).maxAngular() >= lambda)
                .toArray();
        FeatureBlock all = representatives.features(backend, channels, descriptor, which);
        Map<Integer, Features> out = new LinkedHashMap<>();
        int c = 2 * lambda + 1;
        int from = 0;
        for (int z : channels.atomicNumbers()) {
            if (basis.of(z).maxAngular() >= lambda && counts.getOrDefault(z, 0) > 0) {
                int to = from + counts.getOrDefault(z, 0) * c;
                Features f = backend.load(all.part(from, to));
                open.add(f);
                out.put(z, f);
                from = to;
            }
        }
        return out;
    }

    /** The descriptor of an order λ above 0. */
    static Descriptor order(Representation r, int lambda, Columns columns) {
        return new Descriptor.LambdaSoap(r.descriptor().onlyExpansion(), lambda, 1, columns);
    }

    /** The largest order of the functions of some elements. */
    static int maxAngular(AuxiliaryBasis basis, Channels channels) {
        return Arrays.stream(channels.atomicNumbers())
                .map(z -> basis.of(z).maxAngular())
                .max()
                .orElse(0);
    }

    /** The number of representatives of an element. */
    int count(int atomicNumber) {
        return counts.getOrDefault(atomicNumber, 0);
    }

    /** The number of bytes that the features of the representatives need. */
    static long bytes(
            Options options,
            Channels channels,
            AuxiliaryBasis basis,
            Map<Integer, Integer> counts,
            List<List<Columns>> columns) {
        long sum = 0;
        for (Map.Entry<Integer, Integer> e : counts.entrySet()) {
            for (int lambda = 0; lambda <= basis.of(e.getKey()).maxAngular(); lambda++) {
                for (int t = 0; t < options.representations().size(); t++) {
                    Representation r = options.representations().get(t);
                    Descriptor d = lambda == 0
                            ? r.descriptor()
                            : order(r, lambda, columns.get(lambda - 1).get(t));
                    sum += 8L * e.getValue() * (2 * lambda + 1) * d.columns(channels);
                }
            }
        }
        return sum;
    }

    /** Computes the covariances of the representatives of an element, [M(2λ+1)][M(2λ+1)] flattened. */
    double[] within(int atomicNumber, int lambda) {
        int n = count(atomicNumber) * (2 * lambda + 1);
        try (Tile tile = backend.tile(n, n)) {
            for (int t = 0; t < sides.get(lambda).size(); t++) {
                Side z = side(lambda, t, atomicNumber);
                backend.covariances(z, z, covariance(), weight(t), tile);
            }
            return tile.download();
        }
    }

    private Side side(int lambda, int term, int atomicNumber) {
        Side side = sides.get(lambda).get(term).get(atomicNumber);
        if (side == null) {
            throw new IllegalArgumentException("expected an element with representatives, got " + atomicNumber);
        }
        return side;
    }

    private Covariance covariance() {
        return options.model().kernel();
    }

    private double weight(int term) {
        return options.representations().get(term).weight();
    }

    /** Computes the covariances of all environments of some structures that have representatives. */
    void compute(List<Structure> structures, Sink sink) {
        try (Batch batch = backend.upload(structures, channels)) {
            int step = range();
            for (int from = 0; from < batch.environments(); from += step) {
                compute(new Range(batch, from, Math.min(batch.environments(), from + step)), sink);
            }
        }
    }

    private int range() {
        long most = 1;
        for (List<Descriptor> some : descriptors) {
            for (Descriptor d : some) {
                most = Math.max(most, 8L * d.components() * d.columns(channels));
            }
        }
        return (int) Math.max(8, Math.min(LARGEST_RANGE, RANGE_BYTES / most));
    }

    private void compute(Range range, Sink sink) {
        List<Features> scalars = new ArrayList<>();
        try {
            descriptors.get(0).forEach(d -> scalars.add(backend.features(range, d)));
            Map<Integer, int[]> places = new LinkedHashMap<>();
            counts.forEach((z, count) -> {
                int[] some = IntStream.range(0, range.size())
                        .filter(i -> scalars.get(0).center(i) == z)
                        .toArray();
                if (some.length > 0 && count > 0) {
                    places.put(z, some);
                }
            });
            for (int lambda = 0; lambda < descriptors.size(); lambda++) {
                compute(range, lambda, scalars, places, sink);
            }
        } finally {
            scalars.forEach(Features::close);
        }
    }

    private void compute(Range range, int lambda, List<Features> scalars, Map<Integer, int[]> places, Sink sink) {
        Map<Integer, Tile> tiles = new LinkedHashMap<>();
        int c = 2 * lambda + 1;
        try {
            places.forEach((z, rows) -> {
                if (basis.of(z).maxAngular() >= lambda) {
                    tiles.put(z, backend.tile(rows.length * c, count(z) * c));
                }
            });
            for (int t = 0; t < scalars.size(); t++) {
                int term = t;
                Features own = lambda == 0
                        ? scalars.get(t)
                        : backend.features(range, descriptors.get(lambda).get(t));
                try {
                    tiles.forEach((z, tile) -> add(
                            own,
                            scalars.get(term),
                            places.getOrDefault(z, new int[0]),
                            side(lambda, term, z),
                            tile,
                            term));
                } finally {
                    if (lambda > 0) {
                        own.close();
                    }
                }
            }
            tiles.forEach((z, tile) -> sink.take(
                    z,
                    lambda,
                    Arrays.stream(places.getOrDefault(z, new int[0]))
                            .map(i -> range.from() + i)
                            .toArray(),
                    tile.download()));
        } finally {
            tiles.values().forEach(Tile::close);
        }
    }

    private void add(Features own, Features scalars, int[] rows, Side z, Tile tile, int term) {
        int c = own.rows() / scalars.rows();
        int[] components = new int[rows.length * c];
        Arrays.setAll(components, i -> rows[i / c] * c + i % c);
        try (Features x = gather(scalars, rows)) {
            if (own == scalars) {
                backend.covariances(Side.of(x), Side.of(z.features()), covariance(), weight(term), tile);
                return;
            }
            try (Features tensors = gather(own, components)) {
                backend.covariances(new Side(tensors, x), z, covariance(), weight(term), tile);
            }
        }
    }

    private Features gather(Features from, int[] rows) {
        try (FeatureRows some = backend.rows(rows.length, from.columns())) {
            some.add(from, rows);
            return some.finish();
        }
    }

    @Override
    public void close() {
        open.forEach(Features::close);
        open.clear();
    }
}
