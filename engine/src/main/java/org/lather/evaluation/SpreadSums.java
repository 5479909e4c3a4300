package org.lather.evaluation;

/** Running variances of references, before and after their baselines are subtracted (Welford's method). */
final class SpreadSums {
    private final Deviation reference = new Deviation();
    private final Deviation afterBaselines = new Deviation();

    private static final class Deviation {
        private long count;
        private double mean;
        private double squares;

        private void add(double x) {
            double d = x - mean;
            mean += d / ++count;
            squares += d * (x - mean);
        }

        private double value() {
            return count == 0 ? Double.NaN : Math.sqrt(squares / count);
        }
    }

    void add(double y, double baseline) {
        reference.add(y);
        afterBaselines.add(y - baseline);
    }

    Spread spread() {
        return new Spread(reference.value(), afterBaselines.value());
    }
}
