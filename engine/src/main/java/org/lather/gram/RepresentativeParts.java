package org.lather.gram;

import java.util.Arrays;
import java.util.List;
import org.lather.backend.Backend;
import org.lather.backend.CovarianceSums;
import org.lather.backend.Features;
import org.lather.backend.Side;

/** Scalar features of the representatives of each term of a kernel on a backend, as a whole or part by part. */
public interface RepresentativeParts {
    /** Takes a part of the representatives. */
    interface Visitor {
        /**
         * @param z features of the representatives {@code from} (inclusive) to {@code to} (exclusive), during the call
         *     only
         */
        void accept(Features z, int from, int to);
    }

    /** Whether there is one part, which remains on the backend. */
    boolean isWhole();

    /** Visits all parts of a term in order. */
    void forEach(int term, Visitor visitor);

    /** The sums over a part of representatives. */
    static CovarianceSums part(CovarianceSums sums, int from, int to) {
        double[][] weights = sums.weights();
        if (Arrays.stream(weights).allMatch(w -> from == 0 && to == w.length)) {
            return sums;
        }
        double[][] own =
                Arrays.stream(weights).map(w -> Arrays.copyOfRange(w, from, to)).toArray(double[][]::new);
        // a part is gone before it is needed again
        return new CovarianceSums(sums.covariance(), sums.weight(), own, false);
    }

    /** Representatives that are on the backend as a whole, one handle for each term. */
    static RepresentativeParts of(List<Features> whole) {
        return new RepresentativeParts() {
            @Override
            public boolean isWhole() {
                return true;
            }

            @Override
            public void forEach(int term, Visitor visitor) {
                Features z = whole.get(term);
                visitor.accept(z, 0, z.rows());
            }
        };
    }

    /** Representatives of which a part is uploaded for each visit. */
    static RepresentativeParts of(Backend backend, Representatives all) {
        return new RepresentativeParts() {
            @Override
            public boolean isWhole() {
                return false;
            }

            @Override
            public void forEach(int term, Visitor visitor) {
                int step = all.mostLoaded();
                for (int from = 0; from < all.count(); from += step) {
                    int to = Math.min(all.count(), from + step);
                    Side z = all.load(backend, term, from, to);
                    try {
                        visitor.accept(z.features(), from, to);
                    } finally {
                        Representatives.close(z);
                    }
                }
            }
        };
    }
}
