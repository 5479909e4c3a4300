package org.lather.backend;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A linear or quadratic form in features p on the host, one for each element of the centre: f(p) = Σ_c b_c p_c/n for
 * degree 1, f(p) = Σ_cd A_cd p_c p_d/n² for degree 2, with n the norm by which features are divided
 * ({@link org.lather.kernel.Covariance#norm}). An environment whose element has no form has the value 0.
 *
 * @param degree 1 or 2
 * @param columns number of features d
 * @param coefficients b, [d], or the symmetric A, [d][d] flattened, by the atomic number of the centre; under
 *     {@link #ANY} one for all centres
 */
public record FormBlock(int degree, int columns, Map<Integer, double[]> coefficients) {
    /** The key of a form for centres of any element, in place of an atomic number. */
    public static final int ANY = 0;

    /** @throws IllegalArgumentException if the degree is out of range, or coefficients do not match */
    public FormBlock {
        if (degree != 1 && degree != 2) {
            throw new IllegalArgumentException("expected a form of degree 1 or 2, got " + degree);
        }
        long expected = length(degree, columns);
        SortedMap<Integer, double[]> sorted = new TreeMap<>(coefficients);
        sorted.forEach((element, values) -> {
            if (values.length != expected) {
                throw new IllegalArgumentException("expected " + expected + " coefficients of a form of " + columns
                        + " features for element " + element + ", got " + values.length);
            }
        });
        if (sorted.containsKey(ANY) && sorted.size() > 1) {
            throw new IllegalArgumentException("expected one form for any element, got " + sorted.size());
        }
        coefficients = Collections.unmodifiableSortedMap(sorted);
    }

    /** Whether one form is for centres of any element. */
    public boolean anyCenter() {
        return coefficients.containsKey(ANY);
    }

    /** The bytes of all coefficients. */
    public long bytes() {
        return 8L * coefficients.size() * length(degree, columns);
    }

    /** The number of coefficients of one form, d or d². */
    public static long length(int degree, long columns) {
        return degree == 1 ? columns : columns * columns;
    }
}
