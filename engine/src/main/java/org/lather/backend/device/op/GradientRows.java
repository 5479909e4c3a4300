package org.lather.backend.device.op;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.lather.backend.RangeSize;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.memory.Workspace;
import org.lather.backend.device.program.CouplingGradientPrograms;
import org.lather.backend.device.program.CouplingGradientPrograms.Owners;
import org.lather.backend.device.program.Doubles;
import org.lather.backend.device.program.GradientPrograms;
import org.lather.backend.device.program.Power;
import org.lather.kernel.Covariance;

/**
 * Rows of the derivative of K_NM: explicit derivatives of the features of some environments with respect to their
 * neighbours, multiplied at once with representatives of the same element, and summed over atoms and structures.
 * Derivatives are in scratch memory, for as many environments at a time as fit.
 */
record GradientRows(Workspace workspace, Products products, ExpansionTables tables, FeatureDerivative derivative) {
    private static final long SCRATCH_BYTES = 256L << 20;

    /** Largest number of representatives that are multiplied at a time. */
    private static final int MOST_OTHERS = 1024;

    /**
     * The input of the derivatives.
     *
     * @param x the features of the range
     * @param z the representatives
     * @param cosines of x and z
     * @param factor one for each environment of the range
     */
    @SuppressWarnings("ArrayRecordComponent") // a view of the caller's numbers
    record Derived(DeviceRange range, DeviceFeatures x, DeviceFeatures z, DeviceTile cosines, double[] factor) {}

    /** The bytes of scratch memory, see {@link org.lather.backend.Gradients#rowsBytes}. */
    static long bytes(int columns, int representatives, int environments, int neighbours) {
        long others = Math.min(MOST_OTHERS, representatives);
        long all = environments * pairBytes(columns, columns, others) * (neighbours + 1);
        return Math.min(all, SCRATCH_BYTES) + 8 * others * columns + 8L * environments * representatives;
    }

    private static long pairBytes(int columns, int coefficients, long others) {
        return 24L * (columns + coefficients + others + 1) + 40;
    }

    /** Adds rows as {@link org.lather.backend.Gradients#rows}. */
    void add(Derived derived, Covariance covariance, double weight, PairSums.Target target) {
        DeviceRange range = derived.range;
        Neighbourhoods all = tables.neighbourhoods(range);
        Rows rows = new Rows(derived, all, Power.of(covariance.zeta()), weight, target);
        if (covariance.centers() == Covariance.Centers.ANY) {
            int[] places = IntStream.range(0, all.size()).toArray();
            group(rows, places, new DeviceFeatures.Range(0, derived.z.rows()));
            return;
        }
        derived.x.elements().keySet().forEach(element -> {
            DeviceFeatures.Range others = derived.z.elements().get(element);
            if (others != null) {
                int[] places = IntStream.range(0, all.size())
                        .filter(i -> derived.x.center(i) == element)
                        .toArray();
                group(rows, places, others);
            }
        });
    }

    private record Rows(Derived derived, Neighbourhoods pairs, Power power, double weight, PairSums.Target target) {}

    /** Environments at some places of the range with representatives that have a covariance with them. */
    private void group(Rows rows, int[] places, DeviceFeatures.Range others) {
        int columns = rows.derived.z.columns();
        for (int from = 0; from < others.count(); from += MOST_OTHERS) {
            int width = Math.min(MOST_OTHERS, others.count() - from);
            DeviceFeatures.Range piece = others.piece(from, width);
            long pairs = SCRATCH_BYTES / pairBytes(columns, tables.sizes().coefficients(), width);
            RangeSize size = new RangeSize(
                    pairs, Integer.MAX_VALUE, i -> Math.max(1, rows.pairs.pairs(places[i])), "environment");
            workspace.cover(
                    size,
                    places.length,
                    (frame, begin, end) -> step(frame, rows, Arrays.copyOfRange(places, begin, end), piece));
        }
    }

    private Runnable step(Frame frame, Rows rows, int[] places, DeviceFeatures.Range others) {
        Derived derived = rows.derived;
        int width = others.count();
        Neighbourhoods pairs = rows.pairs.select(places);
        if (pairs.x().length == 0) {
            return () -> {};
        }
        ExpandedPairs expanded = tables.expand(frame, pairs);
        int count = Math.toIntExact(3L * expanded.count());
        Owners owners = new Owners(frame.upload(owners(expanded)), frame.upload(places));
        Doubles along = frame.doubles(count);
        Doubles derivatives = derivatives(frame, derived.x, expanded, owners, along);
        Doubles product = frame.doubles((long) count * width);
        Products.Operand right = new Products.Operand(derived.z, derived.z.norms(), others);
        double sign = products.multiply(frame, count, derivatives, right, product);
        double[] factors =
                Arrays.stream(places).mapToDouble(i -> derived.factor[i]).toArray();
        workspace.launch(new GradientPrograms.RowSlopes(
                new GradientPrograms.Product(count, width, sign),
                new GradientPrograms.PairOwners(owners.owner(), owners.rows(), frame.upload(factors), along),
                new GradientPrograms.OrderedCosines(
                        derived.cosines.values(),
                        new GradientPrograms.Norms(derived.x.norms(), derived.z.norms()),
                        derived.z.order(),
                        others.from(),
                        derived.cosines.columns()),
                rows.power,
                rows.weight,
                product));
        int[] environments =
                Arrays.stream(places).map(i -> derived.range.from() + i).toArray();
        return new PairSums(derived.range.batch(), environments, expanded, product)
                .compute(workspace, frame, new PairSums.Columns(width, derived.z.order(), others.from()), rows.target);
    }

    /** The index of each pair's environment among those that were expanded. */
    private static int[] owners(ExpandedPairs expanded) {
        int[] starts = expanded.host().starts();
        int[] out = new int[expanded.count()];
        for (int e = 0; e < expanded.environments(); e++) {
            Arrays.fill(out, starts[e], starts[e + 1], e);
        }
        return out;
    }

    /**
     * Derivatives of features, [3 pair + axis][F].
     *
     * @param along is written: their products with the features
     */
    private Doubles derivatives(Frame frame, DeviceFeatures x, ExpandedPairs expanded, Owners owners, Doubles along) {
        int rows = 3 * expanded.count();
        Doubles ofCoefficients = tables.derive(frame, expanded);
        Doubles out = frame.doubles((long) rows * x.columns());
        derivative.derive(
                expanded,
                new CouplingGradientPrograms.PairDerivatives(
                        ofCoefficients, expanded.pairs().element()),
                owners,
                x.values(),
                new CouplingGradientPrograms.Derivatives(out, along));
        return out;
    }
}
