package org.lather.backend.selftest;

import java.util.List;
import java.util.function.Consumer;
import org.lather.backend.Backend;
import org.lather.backend.BackendRequest;
import org.lather.backend.Backends;
import org.lather.backend.Precision;

/** Compares each operation of a backend with the reference backend, and measures its rate. This takes some seconds. */
public final class SelfTest {
    /** Limit of the error of results in double precision. */
    private static final double DOUBLE = 1e-11;

    /** Limit of the error of features stored as float. */
    private static final double SINGLE = 1e-6;

    /**
     * Limit of the error of derivatives computed from features stored as float: small differences of larger numbers.
     */
    private static final double SLOPES = 2e-5;

    private static final double SECONDS = 0.3;

    private SelfTest() {}

    /**
     * @param each is called for every operation when it is done
     * @return whether all passed
     */
    public static boolean run(Backend backend, Consumer<Check> each) {
        Precision precision = backend.info().precision();
        boolean passed = true;
        try (Backend reference = Backends.open("reference", new BackendRequest(precision, 1, 0, null))) {
            for (Operation operation : Operation.values()) {
                List<double[]> got = operation.compare(backend);
                double error = error(got, operation.compare(reference));
                double limit = limit(operation, precision);
                Check check = new Check(
                        operation.title(), got.size(), error, limit, rate(operation, backend), operation.unit());
                passed &= check.passed();
                each.accept(check);
            }
        }
        return passed;
    }

    private static double limit(Operation operation, Precision precision) {
        if (precision == Precision.DOUBLE || !operation.stored()) {
            return DOUBLE;
        }
        return switch (operation) {
            case GRADIENTS, GRADIENT_ROWS, FORMS -> SLOPES;
            default -> SINGLE;
        };
    }

    private static double rate(Operation operation, Backend backend) {
        operation.work(backend, 1); // programs are now compiled, memory is allocated
        int repeats = 1;
        while (true) {
            long begin = System.nanoTime();
            double work = operation.work(backend, repeats);
            double seconds = 1e-9 * (System.nanoTime() - begin);
            if (seconds >= SECONDS || repeats >= 1 << 12) {
                return work / seconds;
            }
            repeats *= 2;
        }
    }

    /**
     * The largest difference over the largest absolute value, for any pair of arrays; infinite if a value is not
     * finite.
     */
    static double error(List<double[]> got, List<double[]> expected) {
        double worst = 0;
        for (int k = 0; k < expected.size(); k++) {
            double[] e = expected.get(k);
            double largest = 0;
            double difference = got.get(k).length == e.length ? 0 : Double.POSITIVE_INFINITY;
            for (int i = 0; i < e.length && Double.isFinite(difference); i++) {
                largest = Math.max(largest, Math.abs(e[i]));
                double d = Math.abs(got.get(k)[i] - e[i]);
                difference = Double.isFinite(d) ? Math.max(difference, d) : Double.POSITIVE_INFINITY;
            }
            worst = Math.max(worst, difference == 0 ? 0 : difference / largest);
        }
        return worst;
    }
}
