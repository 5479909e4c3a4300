package org.lather.evaluation;

/** Sums of errors e = prediction − reference, added one at a time. */
public final class ErrorSums {
    private long count;
    private double absolute;
    private double squares;
    private double max;

    /** Adds an error. */
    public void add(double e) {
        count++;
        absolute += Math.abs(e);
        squares += e * e;
        max = Math.max(max, Math.abs(e));
    }

    /** Returns the number of errors that were added. */
    public long count() {
        return count;
    }

    /** Adds the errors of other sums. */
    public void addAll(ErrorSums other) {
        count += other.count;
        absolute += other.absolute;
        squares += other.squares;
        max = Math.max(max, other.max);
    }

    /** Returns the means over all errors; NaN without any. */
    public ErrorMetrics metrics() {
        if (count == 0) {
            return new ErrorMetrics(0, Double.NaN, Double.NaN, Double.NaN, 0);
        }
        double mae = absolute / count;
        double variance = Math.max(0, squares / count - mae * mae);
        double standardError = count < 2 ? Double.NaN : Math.sqrt(variance / (count - 1));
        return new ErrorMetrics(count, mae, standardError, Math.sqrt(squares / count), max);
    }
}
