package org.lather.evaluation;

/** Sums of errors e = prediction − reference, added one at a time. */
final class ErrorSums {
    private long count;
    private double absolute;
    private double squares;
    private double max;

    void add(double e) {
        count++;
        absolute += Math.abs(e);
        squares += e * e;
        max = Math.max(max, Math.abs(e));
    }

    long count() {
        return count;
    }

    ErrorMetrics metrics() {
        if (count == 0) {
            return new ErrorMetrics(0, Double.NaN, Double.NaN, Double.NaN, 0);
        }
        double mae = absolute / count;
        double variance = Math.max(0, squares / count - mae * mae);
        double standardError = count < 2 ? Double.NaN : Math.sqrt(variance / (count - 1));
        return new ErrorMetrics(count, mae, standardError, Math.sqrt(squares / count), max);
    }
}
