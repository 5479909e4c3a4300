package org.lather.density;

/** A weight of neighbours by distance, so that distant neighbours, which are numerous, do not dominate near ones. */
public sealed interface RadialScaling {
    /** The weight u(r), dimensionless. */
    double value(double r);

    /** The derivative du/dr, 1/Å. */
    double derivative(double r);

    /** Calls the method of the alternative that this is. */
    <R> R match(Cases<R> cases);

    /** A method for each scaling. */
    interface Cases<R> {
        R willatt2018(Willatt2018 scaling);
    }

    /**
     * The scaling u(r) = c / (c + (r/r0)^m) (Willatt, Musil, Ceriotti 2018, doi:10.1039/C8CP05921G).
     *
     * @param rate c, positive
     * @param scale r0, Å, positive
     * @param exponent m, positive
     */
    record Willatt2018(double rate, double scale, double exponent) implements RadialScaling {
        /** @throws IllegalArgumentException if a parameter is not positive and finite */
        public Willatt2018 {
            if (!(rate > 0 && scale > 0 && exponent > 0) || !Double.isFinite(rate + scale + exponent)) {
                throw new IllegalArgumentException("expected positive rate, scale and exponent for the Willatt2018 "
                        + "scaling, got " + rate + ", " + scale + ", " + exponent);
            }
        }

        @Override
        public double value(double r) {
            return rate / (rate + Math.pow(r / scale, exponent));
        }

        @Override
        public double derivative(double r) {
            if (r == 0) {
                return exponent == 1 ? -1 / (rate * scale) : 0;
            }
            double p = Math.pow(r / scale, exponent);
            double d = rate + p;
            return -rate * exponent * p / (r * d * d);
        }

        @Override
        public <R> R match(Cases<R> cases) {
            return cases.willatt2018(this);
        }
    }
}
