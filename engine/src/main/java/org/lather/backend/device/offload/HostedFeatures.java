package org.lather.backend.device.offload;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.DerivativeTiles;
import org.lather.backend.FeatureBlock;
import org.lather.backend.Features;
import org.lather.backend.HostBatch;
import org.lather.backend.Range;
import org.lather.backend.Tile;
import org.lather.backend.WeightedRange;
import org.lather.backend.device.op.DeviceRange;
import org.lather.descriptor.DirectDescriptor;
import org.lather.kernel.Covariance;
import org.lather.structure.Structure;

/**
 * Computes on the host what depends on neighbours directly ({@link DirectDescriptor}), for which there are no device
 * programs: features are uploaded, gradients of features are downloaded. Covariances stay on the device.
 */
final class HostedFeatures {
    private final Backend host;
    private final Backend rounding;

    /**
     * @param host computes in double precision
     * @param rounding rounds features as the device does
     */
    HostedFeatures(Backend host, Backend rounding) {
        this.host = host;
        this.rounding = rounding;
    }

    FeatureBlock features(DeviceRange range, DirectDescriptor descriptor) {
        try (Hosted hosted = new Hosted(rounding, range);
                Features f = rounding.features(hosted.range, descriptor)) {
            return f.download();
        }
    }

    /** Adds to what there is, pair by pair, so that the sums do not depend on the division into ranges. */
    void pullBack(
            WeightedRange weighted,
            DirectDescriptor descriptor,
            Features gradient,
            double[] positions,
            double[] strain) {
        try (Hosted hosted = new Hosted(host, DeviceRange.of(weighted.range()));
                Features v = host.load(gradient.download())) {
            int atom = 3 * hosted.firstEnvironment;
            int structure = 9 * hosted.firstStructure;
            double[] ownPositions = Arrays.copyOfRange(positions, atom, atom + 3 * hosted.batch.environments());
            double[] ownStrain = Arrays.copyOfRange(strain, structure, structure + 9 * hosted.batch.structures());
            host.gradients()
                    .pullBack(
                            new WeightedRange(hosted.range, weighted.factor()), descriptor, v, ownPositions, ownStrain);
            System.arraycopy(ownPositions, 0, positions, atom, ownPositions.length);
            System.arraycopy(ownStrain, 0, strain, structure, ownStrain.length);
        }
    }

    /** Adds rows of the derivative of K_NM to tiles of the device, in the order of the host. */
    void rows(
            WeightedRange weighted,
            DirectDescriptor descriptor,
            Features z,
            Covariance covariance,
            double weight,
            DerivativeTiles out) {
        try (Hosted hosted = new Hosted(rounding, DeviceRange.of(weighted.range()));
                Features own = rounding.load(z.download());
                Tile positions = rounding.tile(
                        3 * hosted.batch.environments(), out.positions().columns());
                Tile strain = rounding.tile(
                        9 * hosted.batch.structures(), out.strain().columns())) {
            copyRows(out.positions(), 3 * hosted.firstEnvironment, positions);
            copyRows(out.strain(), 9 * hosted.firstStructure, strain);
            rounding.gradients()
                    .rows(
                            new WeightedRange(hosted.range, weighted.factor()),
                            descriptor,
                            own,
                            covariance,
                            weight,
                            new DerivativeTiles(positions, strain));
            out.positions().upload(3 * hosted.firstEnvironment, positions.download());
            out.strain().upload(9 * hosted.firstStructure, strain.download());
        }
    }

    private static void copyRows(Tile from, int firstRow, Tile to) {
        int begin = firstRow * to.columns();
        to.upload(0, Arrays.copyOfRange(from.download(), begin, begin + to.rows() * to.columns()));
    }

    /** The structures of a range in a batch of the host. */
    private static final class Hosted implements AutoCloseable {
        final int firstStructure;
        final int firstEnvironment;
        final Batch batch;
        final Range range;

        Hosted(Backend host, DeviceRange of) {
            HostBatch all = of.batch();
            firstStructure = of.from() < of.to() ? all.content().structureOf(of.from()) : 0;
            int end = of.from() < of.to() ? all.content().structureOf(of.to() - 1) + 1 : 0;
            firstEnvironment = all.content().start(firstStructure);
            List<Structure> structures = IntStream.range(firstStructure, end)
                    .mapToObj(all.content()::structure)
                    .toList();
            batch = host.upload(structures, all.content().channels());
            range = of.from() < of.to()
                    ? new Range(batch, of.from() - firstEnvironment, of.to() - firstEnvironment)
                    : new Range(batch, 0, 0);
        }

        @Override
        public void close() {
            batch.close();
        }
    }
}
