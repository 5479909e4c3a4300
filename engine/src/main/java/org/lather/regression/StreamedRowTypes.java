package org.lather.regression;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.lather.backend.NotPositiveDefiniteException;
import org.lather.backend.RidgeSystem;

/** Fits to rows of several types that are read from a scratch file again and again. */
final class StreamedRowTypes implements RowTypeFits {
    private final StreamedSystem system;
    private final StreamedRidge.Report report;
    private final int[] kinds;

    StreamedRowTypes(StreamedSystem system, StreamedRidge.Report report) {
        this(system, report, IntStream.range(0, system.types()).toArray());
    }

    private StreamedRowTypes(StreamedSystem system, StreamedRidge.Report report, int[] kinds) {
        this.system = system;
        this.report = report;
        this.kinds = kinds;
    }

    @Override
    public int types() {
        return kinds.length;
    }

    @Override
    public long rows(int type) {
        return system.rows(kinds[type]);
    }

    @Override
    public double squares(int type) {
        return system.squares(kinds[type], 0);
    }

    @Override
    public double trace(int type) {
        return system.trace(kinds[type]);
    }

    /** The factors of all types of the system. */
    private double[] scales(double[] mu) {
        double[] out = new double[system.types()];
        for (int k = 0; k < kinds.length; k++) {
            out[kinds[k]] = mu[k];
        }
        return out;
    }

    @Override
    public double[] errors(double[] mu) {
        double[] out = new double[mu.length];
        List<StreamedSystem.Fit> fits = StreamedRidge.heldOut(system, 0);
        try {
            StreamedSystem.Solved solved = system.solve(fits, scales(mu), 1);
            if (!solved.hasConverged()) {
                return leftOut(mu);
            }
            for (double[] e : system.heldOutErrors(fits, solved.weights())) {
                for (int k = 0; k < out.length; k++) {
                    out[k] += e[kinds[k]];
                }
            }
        } catch (NotPositiveDefiniteException e) {
            return leftOut(mu);
        }
        for (int k = 0; k < out.length; k++) {
            out[k] /= Math.max(1, rows(k));
        }
        return out;
    }

    /** Reports that noises are left out of a search, and returns infinite errors. */
    private double[] leftOut(double[] mu) {
        double signal = trace(0) > 0 ? squares(0) / trace(0) : 0;
        report.leftOut(Math.sqrt(mu[0] > 0 ? signal / mu[0] : 0));
        double[] out = new double[mu.length];
        Arrays.fill(out, Double.POSITIVE_INFINITY);
        return out;
    }

    @Override
    public double[] weights(double[] mu) {
        try {
            StreamedSystem.Solved solved =
                    system.solve(List.of(new StreamedSystem.Fit(RidgeSystem.ALL, 0)), scales(mu), 1);
            return solved.hasConverged() ? solved.weights()[0] : new double[0];
        } catch (NotPositiveDefiniteException e) {
            return new double[0];
        }
    }

    @Override
    public Products products(int type, double[] v) {
        return new Products(system.product(kinds[type], 0, v), system.predicted(kinds[type], v));
    }

    @Override
    public RowTypeFits without(int type) {
        int[] others = IntStream.range(0, kinds.length)
                .filter(k -> k != type)
                .map(k -> kinds[k])
                .toArray();
        return new StreamedRowTypes(system, report, others);
    }

    @Override
    public RidgeSystem combined(double[] factors, boolean apart) {
        return new StreamedRidge(system, scales(factors), report);
    }

    @Override
    public void close() {
        system.close();
    }
}
