package org.lather.bench;

import java.util.List;
import java.util.function.Consumer;
import org.lather.backend.Backend;
import org.lather.backend.Batch;
import org.lather.backend.Features;
import org.lather.backend.Range;
import org.lather.backend.Side;
import org.lather.backend.Tile;
import org.lather.descriptor.Columns;
import org.lather.descriptor.Descriptor;
import org.lather.kernel.Covariance;
import org.lather.neighbour.NeighbourList;
import org.lather.structure.Structure;

/** Measures λ-SOAP of the first and second order and covariances of tensors, on any backend. */
final class TensorStages {
    private static final int SELECTED = 400;

    private final Backend backend;
    private final Ceilings ceilings;
    private final Workload workload;
    private final Rounds rounds;
    private final int rows;
    private final Consumer<Measurement> each;

    /**
     * @param rows environments at a time; their tensors of the second order have 0.7 MB each in molecules
     * @param each is called for every stage when it is done
     */
    TensorStages(
            Backend backend,
            Ceilings ceilings,
            Workload workload,
            Rounds rounds,
            int rows,
            Consumer<Measurement> each) {
        this.backend = backend;
        this.ceilings = ceilings;
        this.workload = workload;
        this.rounds = rounds;
        this.rows = Math.min(rows, workload.environments());
        this.each = each;
    }

    void run() {
        long pairs = rows; // each atom is its own neighbour
        int counted = 0;
        double radius = workload.descriptor().radius();
        for (Structure s : workload.structures()) {
            if (counted + s.size() <= rows) {
                pairs += NeighbourList.of(s, radius).pairs();
            }
            counted += s.size();
        }
        try (Batch batch = backend.upload(workload.structures(), workload.channels())) {
            for (int lambda = 1; lambda <= 2; lambda++) {
                Descriptor.LambdaSoap all =
                        new Descriptor.LambdaSoap(workload.descriptor().expansion(), lambda, 1);
                describe(batch, "all", all, pairs);
                describe(batch, "selected", selected(all), pairs);
            }
            covariances(batch);
        }
    }

    private Descriptor.LambdaSoap selected(Descriptor.LambdaSoap all) {
        int columns = all.columns(workload.channels());
        int[] some = new int[Math.min(SELECTED, columns)];
        for (int i = 0; i < some.length; i++) {
            some[i] = (int) ((long) i * columns / some.length);
        }
        return new Descriptor.LambdaSoap(all.expansion(), all.lambda(), all.sigma(), Columns.of(some));
    }

    private void describe(Batch batch, String which, Descriptor.LambdaSoap d, long pairs) {
        int columns = d.columns(workload.channels());
        double bytes = 28.0 * pairs
                + (double) rows
                        * d.components()
                        * columns
                        * backend.info().precision().bytes();
        each.accept(rounds.of(
                "expansion and lambda-SOAP, lambda " + d.lambda() + ", " + which,
                backend,
                rows + " environments of " + workload.name() + ", " + columns + " features",
                new Rounds.Floor(bytes, 0, ceilings),
                () -> backend.features(new Range(batch, 0, rows), d).close()));
    }

    private void covariances(Batch batch) {
        Descriptor.LambdaSoap d =
                selected(new Descriptor.LambdaSoap(workload.descriptor().expansion(), 2, 1));
        try (Features x = backend.features(new Range(batch, 0, rows), d);
                Features x0 = backend.features(new Range(batch, 0, rows), workload.descriptor());
                Tile out = backend.tile(x.rows(), x.rows())) {
            double flop = 2.0 * rows * rows * (25.0 * x.columns() + x0.columns());
            for (Covariance.Centers centers : List.of(Covariance.Centers.ANY, Covariance.Centers.SAME)) {
                boolean any = centers == Covariance.Centers.ANY;
                each.accept(rounds.of(
                        "covariances of tensors, " + (any ? "any" : "same") + " centres",
                        backend,
                        rows + " x " + rows + " environments, lambda 2, " + x.columns() + " features",
                        new Rounds.Floor(0, any ? flop : flop / 4, ceilings),
                        () -> {
                            out.clear();
                            backend.covariances(new Side(x, x0), new Side(x, x0), new Covariance(2, centers), 1, out);
                        }));
            }
        }
    }
}
