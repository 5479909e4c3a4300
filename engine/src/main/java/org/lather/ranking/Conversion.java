package org.lather.ranking;

import java.util.Map;

/**
 * The conversion from shieldings σ to shifts: δ = a + b σ for each element.
 *
 * @param references a of elements for which it is known, by atomic number, in ppm; b is −1 then. For other elements a
 *     is fitted for each candidate
 * @param fitSlope whether b is fitted with a, where that is; otherwise b is −1
 */
public record Conversion(Map<Integer, Double> references, boolean fitSlope) {
    /** Copies the map. */
    public Conversion {
        references = Map.copyOf(references);
    }

    /** The number of parameters that are fitted for an element. */
    int parameters(int atomicNumber) {
        return references.containsKey(atomicNumber) ? 0 : fitSlope ? 2 : 1;
    }

    /**
     * A fitted conversion.
     *
     * @param offset a, ppm
     * @param slope b
     * @param logVolume logarithm of the integral of exp(−½ Δᵀ A Δ) over the deviations Δ of the fitted parameters, A
     *     the matrix of their normal equations
     */
    record Line(double offset, double slope, double logVolume) {
        double shift(double shielding) {
            return offset + slope * shielding;
        }
    }

    /** Fits what is not given to pairs of shieldings and shifts by least squares with weights. */
    Line fit(int atomicNumber, Pairs pairs) {
        Double given = references.get(atomicNumber);
        if (given != null) {
            return new Line(given, -1, 0);
        }
        double w = 0;
        double x = 0;
        double y = 0;
        for (int i = 0; i < pairs.size(); i++) {
            w += pairs.weight(i);
            x += pairs.weight(i) * pairs.shielding(i);
            y += pairs.weight(i) * pairs.shift(i);
        }
        x /= w;
        y /= w;
        double perParameter = Math.log(2 * Math.PI);
        if (!fitSlope) {
            return new Line(y + x, -1, 0.5 * (perParameter - Math.log(w)));
        }
        double xx = 0;
        double xy = 0;
        for (int i = 0; i < pairs.size(); i++) {
            double d = pairs.shielding(i) - x;
            xx += pairs.weight(i) * d * d;
            xy += pairs.weight(i) * d * (pairs.shift(i) - y);
        }
        if (xx == 0) {
            return new Line(y + x, -1, 0.5 * (perParameter - Math.log(w)));
        }
        double slope = xy / xx;
        // the determinant of the normal equations does not depend on the origin of the shieldings
        return new Line(y - slope * x, slope, perParameter - 0.5 * Math.log(w * xx));
    }
}
