package org.lather.backend.device.op;

import org.lather.backend.HostBatch;
import org.lather.backend.device.memory.Frame;
import org.lather.backend.device.program.Doubles;
import org.lather.density.ExactRadialIntegral;
import org.lather.density.RadialIntegral;
import org.lather.density.SplinedRadialIntegral;

/**
 * The source from which programs read radial integrals: from a table of splines, or from exact integrals of each pair.
 */
sealed interface IntegralSource {
    RadialIntegral.Cases<IntegralSource> CASES = new RadialIntegral.Cases<>() {
        @Override
        public IntegralSource exact(ExactRadialIntegral integral) {
            return new Exact(integral);
        }

        @Override
        public IntegralSource splined(SplinedRadialIntegral integral) {
            return new Table(integral);
        }
    };

    /** Whether programs read the integrals of each pair. */
    boolean exact();

    /** The radial functions of a row of the table, with padding; 0 where there is none. */
    int paddedRadialSize();

    /** The table that is kept on the device. */
    double[] table();

    int knots();

    /** One over the distance of two knots, 1/Å. */
    double inverseSpacing();

    /**
     * The array of integrals.
     *
     * @param table on the device
     */
    Doubles integrals(Frame frame, Neighbourhoods pairs, PairLoop loop, Doubles table);

    /**
     * The array of derivatives of the integrals.
     *
     * @param table on the device
     */
    Doubles derivatives(Frame frame, Neighbourhoods pairs, PairLoop loop, Doubles table);

    /**
     * The parameters by which the host computes integrals of pairs.
     *
     * @param radius of the cutoff, Å
     */
    record PairLoop(double radius, HostBatch.Loop loop) {}

    /** A table of splines. */
    record Table(SplinedRadialIntegral integral) implements IntegralSource {
        @Override
        public boolean exact() {
            return false;
        }

        @Override
        public int paddedRadialSize() {
            return integral.paddedRadialSize();
        }

        @Override
        public double[] table() {
            return integral.table();
        }

        @Override
        public int knots() {
            return integral.knots();
        }

        @Override
        public double inverseSpacing() {
            return 1 / integral.spacing();
        }

        @Override
        public Doubles integrals(Frame frame, Neighbourhoods pairs, PairLoop loop, Doubles table) {
            return table;
        }

        /** Programs differentiate the splines. */
        @Override
        public Doubles derivatives(Frame frame, Neighbourhoods pairs, PairLoop loop, Doubles table) {
            return table;
        }
    }

    /** Integrals that the host computes, a pair at a time. */
    record Exact(ExactRadialIntegral integral) implements IntegralSource {
        @Override
        public boolean exact() {
            return true;
        }

        @Override
        public int paddedRadialSize() {
            return 0;
        }

        @Override
        public double[] table() {
            return new double[1];
        }

        /** Programs do not read it. */
        @Override
        public int knots() {
            return 2;
        }

        /** Programs do not read it. */
        @Override
        public double inverseSpacing() {
            return 0;
        }

        @Override
        public Doubles integrals(Frame frame, Neighbourhoods pairs, PairLoop loop, Doubles table) {
            return frame.upload(pairs.integrals(integral, loop.radius, loop.loop));
        }

        @Override
        public Doubles derivatives(Frame frame, Neighbourhoods pairs, PairLoop loop, Doubles table) {
            return frame.upload(pairs.derivatives(integral, loop.radius, loop.loop));
        }
    }
}
